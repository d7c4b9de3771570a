"""Mails written for the tests."""

from __future__ import annotations


def mail(
    body: str, *, subject: str = "Re: A question", sender: str = "Acme <support@acme.example>", **headers: str
) -> bytes:
    """A plain mail with CRLF line ends."""
    fields = {"From": sender, "To": "jane@corp.example", "Subject": subject, "Message-ID": "<1@acme.example>"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    fields.setdefault("Content-Type", "text/plain; charset=utf-8")
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return (head + "\r\n" + body.replace("\n", "\r\n")).encode()


ACKNOWLEDGEMENTS = {
    "en": "Dear Jane,\n\nWe have received your request. Your ticket number is AB-1042. We will reply within 24 hours.",
    "de": "Guten Tag\n\nWir haben Ihre Anfrage erhalten. Ihre Ticketnummer lautet 4711. Wir antworten innerhalb von zwei Werktagen.",
    "fr": "Bonjour,\n\nNous avons bien reçu votre demande n° 20561. Nous vous répondrons sous 2 jours ouvrés.",
    "es": "Hola:\n\nHemos recibido su solicitud. Responderemos en menos de 24 horas.",
    "it": "Buongiorno,\n\nabbiamo ricevuto la sua richiesta. Le risponderemo entro 2 giorni lavorativi.",
    "pt": "Olá,\n\nRecebemos a sua mensagem. Responderemos em até 24 horas.",
    "nl": "Hallo,\n\nWe hebben uw bericht ontvangen. We reageren binnen 2 werkdagen.",
}
ANSWERS = {
    "en": "Hi Jane,\n\nI have checked your order and refunded the second charge this morning.\n\nKind regards,\nAnna Keller\nAcme Support",
    "de": "Guten Tag Frau Doe\n\nIch habe die zweite Abbuchung storniert. Es tut mir leid.\n\nFreundliche Grüsse\nBen Frei",
    "fr": "Bonjour,\n\nJ'ai annulé le deuxième paiement ce matin. Je suis désolée pour ce problème.\n\nCordialement,\nClaire Martin",
}
