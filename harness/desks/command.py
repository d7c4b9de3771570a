"""The connector for every desk: a command of the user's that answers a ticket as an agent would."""

from __future__ import annotations

import asyncio
import json

from harness.domain.errors import CannotMeasure
from harness.domain.scenario import Desk

TIMEOUT = 120.0


class CommandAgent:
    """Runs the desk's `agent:` command with {"desk", "ticket", "message"} as JSON on standard input."""

    async def answer(self, desk: Desk, ticket: str, message: str) -> str:
        """See `ports.Agent`: returns the command's first line of output."""
        wanted = f"Answering ticket {ticket or '(unknown)'} as an agent of {desk.key!r}"
        try:
            process = await asyncio.create_subprocess_exec(
                *desk.agent_command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise CannotMeasure(wanted, f"the command does not start ({error.strerror})") from error
        told = json.dumps({"desk": desk.key, "ticket": ticket, "message": message}).encode()
        try:
            async with asyncio.timeout(TIMEOUT):
                output, complaints = await process.communicate(told)
        except TimeoutError as error:
            process.kill()
            raise CannotMeasure(wanted, f"the command did not end within {TIMEOUT:.0f} s") from error
        if process.returncode:
            said = complaints.decode("utf-8", "replace").strip().splitlines()
            raise CannotMeasure(wanted, f"the command failed: {said[-1][:200] if said else process.returncode}")
        return output.decode("utf-8", "replace").partition("\n")[0][:500]
