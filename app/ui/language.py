"""Which language the window speaks: Qt's translations, as Qt's own tools make them."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from app.monitor_settings import Language

FOLDER = Path(__file__).with_name("translations")
"""`cabinsight_<language>.ts`, which Linguist edits, and the `.qm` that lrelease makes of it: `make translations`."""

_installed: list[QTranslator] = []


def speak(application: QCoreApplication, language: Language) -> str:
    """Let texts that are said from now on be in a language; return its code, "en" where there is no translation."""
    while _installed:
        application.removeTranslator(_installed.pop())
    code = QLocale.system().name()[:2] if language is Language.AUTO else language.value
    file = FOLDER / f"cabinsight_{code}.qm"
    if not file.is_file():
        return Language.ENGLISH.value
    translator = QTranslator()
    if not translator.load(str(file)):
        return Language.ENGLISH.value
    application.installTranslator(translator)
    _installed.append(translator)
    return code
