"""Mail providers on loopback: SMTP by aiosmtpd, and an IMAP4rev1 subset of our own on asyncio."""
