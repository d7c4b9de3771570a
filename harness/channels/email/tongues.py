"""How mail programs write dates and the names of header fields in each language, for quotations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """One language.

    Attributes:
        sender, sent, to, subject: as Outlook names them in its block above a quotation.
        date: `{weekday}`, `{month}`, `{day}`, `{year}`, `{hour}` (24), `{hour12}`, `{half}`, `{minute}`.
        weekdays: Monday first. months: January first, in the case that a date wants. halves: before and after noon.
    """

    sender: str
    sent: str
    to: str
    subject: str
    date: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    halves: tuple[str, str] = ("AM", "PM")

    def dated(self, at: datetime, pattern: str = "") -> str:
        """The instant as this language writes it; `pattern` in place of the long date."""
        return (pattern or self.date).format(
            weekday=self.weekdays[at.weekday()],
            weekday3=self.weekdays[at.weekday()][:3],
            month=self.months[at.month - 1],
            month3=self.months[at.month - 1][:3],
            number=at.month,
            day=at.day,
            year=at.year,
            hour=at.hour,
            hour12=at.hour % 12 or 12,
            half=self.halves[at.hour >= 12],
            minute=f"{at.minute:02d}",
        )


def _tongue(labels: str, date: str, weekdays: str, months: str, halves: tuple[str, str] = ("AM", "PM")) -> Tongue:
    sender, sent, to, subject = labels.split("|")
    return Tongue(
        sender=sender,
        sent=sent,
        to=to,
        subject=subject,
        date=date,
        weekdays=tuple(weekdays.split()),
        months=tuple(months.split()),
        halves=halves,
    )


_NUMBERS = "1 2 3 4 5 6 7 8 9 10 11 12"
_CHINESE_DAYS = "星期一 星期二 星期三 星期四 星期五 星期六 星期日"

TONGUES: dict[str, Tongue] = {
    "en": _tongue(
        "From|Sent|To|Subject",
        "{weekday}, {month} {day}, {year} {hour12}:{minute} {half}",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "January February March April May June July August September October November December",
    ),
    "de": _tongue(
        "Von|Gesendet|An|Betreff",
        "{weekday}, {day}. {month} {year} {hour:02d}:{minute}",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    ),
    "fr": _tongue(
        "De|Envoyé|À|Objet",
        "{weekday} {day} {month} {year} {hour:02d}:{minute}",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ),
    "es": _tongue(
        "De|Enviado el|Para|Asunto",
        "{weekday}, {day} de {month} de {year} {hour}:{minute}",
        "lunes martes miércoles jueves viernes sábado domingo",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "it": _tongue(
        "Da|Inviato|A|Oggetto",
        "{weekday} {day} {month} {year} {hour:02d}:{minute}",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    "pt": _tongue(
        "De|Enviada em|Para|Assunto",
        "{weekday}, {day} de {month} de {year} {hour:02d}:{minute}",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "nl": _tongue(
        "Van|Verzonden|Aan|Onderwerp",
        "{weekday} {day} {month} {year} {hour:02d}:{minute}",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "januari februari maart april mei juni juli augustus september oktober november december",
    ),
    "sv": _tongue(
        "Från|Skickat|Till|Ämne",
        "den {day} {month} {year} {hour:02d}:{minute}",
        "måndag tisdag onsdag torsdag fredag lördag söndag",
        "januari februari mars april maj juni juli augusti september oktober november december",
    ),
    "da": _tongue(
        "Fra|Sendt|Til|Emne",
        "{day}. {month} {year} {hour:02d}:{minute}",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "januar februar marts april maj juni juli august september oktober november december",
    ),
    "nb": _tongue(
        "Fra|Sendt|Til|Emne",
        "{weekday} {day}. {month} {year} {hour:02d}:{minute}",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "januar februar mars april mai juni juli august september oktober november desember",
    ),
    "fi": _tongue(
        "Lähettäjä|Lähetetty|Vastaanottaja|Aihe",
        "{weekday} {day}. {month} {year} {hour}.{minute}",
        "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
        " marraskuuta joulukuuta",
    ),
    "pl": _tongue(
        "Od|Wysłano|Do|Temat",
        "{weekday}, {day} {month} {year} {hour:02d}:{minute}",
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    ),
    "tr": _tongue(
        "Kimden|Gönderildi|Kime|Konu",
        "{day} {month} {year} {weekday} {hour:02d}:{minute}",
        "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    ),
    "el": _tongue(
        "Από|Στάλθηκε|Προς|Θέμα",
        "{weekday}, {day} {month} {year} {hour12}:{minute} {half}",
        "Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή",
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου"
        " Δεκεμβρίου",
        ("πμ", "μμ"),
    ),
    "zh": _tongue(
        "发件人|发送时间|收件人|主题",
        "{year}年{month}月{day}日 {hour}:{minute}",
        _CHINESE_DAYS,
        _NUMBERS,
        ("上午", "下午"),
    ),
    "zh_tw": _tongue(
        "寄件者|寄件日期|收件者|主旨",
        "{year}年{month}月{day}日 {half} {hour12:02d}:{minute}",
        _CHINESE_DAYS,
        _NUMBERS,
        ("上午", "下午"),
    ),
    "ja": _tongue(
        "差出人|送信日時|宛先|件名",
        "{year}年{month}月{day}日 {hour}:{minute}",
        "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
        _NUMBERS,
        ("午前", "午後"),
    ),
}
