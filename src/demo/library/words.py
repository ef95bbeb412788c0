"""What the makers of files say themselves, in the languages of the library."""

SAMPLE = {
    "en": "Sample content, written for the Commonshelf demonstration library.",
    "es": "Contenido de muestra, escrito para la biblioteca de demostración de Commonshelf.",
    "fr": "Contenu d'exemple, rédigé pour la bibliothèque de démonstration de Commonshelf.",
    "pt": "Conteúdo de exemplo, escrito para a biblioteca de demonstração do Commonshelf.",
    "uk": "Зразок матеріалу, написаний для демонстраційної бібліотеки Commonshelf.",
    "ar": "محتوى تجريبي كتب لمكتبة Commonshelf التوضيحية.",
    "hi": "नमूना सामग्री, जो Commonshelf के प्रदर्शन पुस्तकालय के लिए लिखी गई है।",
    "zh": "示例内容，为 Commonshelf 演示图书馆而写。",
}
PAGE = {
    "en": ("Page ", " of "), "es": ("Página ", " de "), "fr": ("Page ", " sur "), "pt": ("Página ", " de "),
    "uk": ("Сторінка ", " з "), "ar": ("صفحة ", " من "), "hi": ("पृष्ठ ", " / "), "zh": ("第 ", " / "),
}
CONTENTS = {
    "en": "Contents", "es": "Contenido", "fr": "Sommaire", "pt": "Sumário", "uk": "Зміст", "ar": "المحتويات", "hi": "विषय-सूची", "zh": "目录",
}
# What a word processor wants to know for its spelling.
REGION = {"en": "en-US", "es": "es-MX", "fr": "fr-CA", "pt": "pt-BR", "uk": "uk-UA", "ar": "ar-JO", "hi": "hi-IN", "zh": "zh-SG"}
RTL = {"ar"}
