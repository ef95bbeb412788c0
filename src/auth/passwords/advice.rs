//! Why a password is refused, in words, in the languages that the library speaks.

use super::{MAX_BYTES, MIN_CHARS};
use crate::domain::language::LanguageTag;
use zxcvbn::feedback::Warning;

/// What is wrong with a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    TooShort,
    TooLong,
    /// It is made of one's own name, address or organization.
    OwnWords,
    Common,
    OneWord,
    Name,
    Keyboard,
    Repeats,
    Sequence,
    Date,
    /// Nothing particular: it takes too few guesses.
    Guessable,
}

impl From<Warning> for Fault {
    fn from(warning: Warning) -> Self {
        match warning {
            Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => Self::Keyboard,
            Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Self::Repeats,
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword => Self::Common,
            Warning::SequencesLikeAbcAreEasyToGuess => Self::Sequence,
            Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Self::Date,
            Warning::AWordByItselfIsEasyToGuess => Self::OneWord,
            Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => Self::Name,
        }
    }
}

impl Fault {
    /// A sentence that goes on after the name of the field, and says what to do.
    pub fn words(self, language: &LanguageTag) -> String {
        let sentence = match language.primary() {
            "es" => self.spanish(),
            "fr" => self.french(),
            "ar" => self.arabic(),
            _ => self.english(),
        };
        sentence.replace("{chars}", &MIN_CHARS.to_string()).replace("{bytes}", &MAX_BYTES.to_string())
    }

    fn english(self) -> &'static str {
        match self {
            Self::TooShort => "must have at least {chars} characters; a few words in a row are easy to remember",
            Self::TooLong => "must have at most {bytes} bytes",
            Self::OwnWords => {
                "is made of your name, your address or your organization, which others guess first; choose words that have nothing to do with you"
            }
            Self::Common => {
                "is like one that many people use, and those are tried first; choose a few words that nobody would put together"
            }
            Self::OneWord => "is one word, which is easy to guess; add two or three more that have nothing to do with it",
            Self::Name => "is made of names, which are easy to guess; add two or three words that have nothing to do with them",
            Self::Keyboard => "follows the keys of a keyboard, which is easy to guess; a few words in a row are better",
            Self::Repeats => "repeats itself, which makes it hardly harder to guess; use different words",
            Self::Sequence => "is a sequence such as abc or 6543, which is easy to guess; a few words in a row are better",
            Self::Date => "is mostly a date or a year, which is easy to guess; a few words in a row are better",
            Self::Guessable => "is easy to guess; add another word or two that do not go together",
        }
    }

    fn spanish(self) -> &'static str {
        match self {
            Self::TooShort => "debe tener al menos {chars} caracteres; unas cuantas palabras seguidas se recuerdan bien",
            Self::TooLong => "debe tener como mucho {bytes} bytes",
            Self::OwnWords => {
                "está hecha con su nombre, su dirección o su organización, que es lo primero que otros prueban; elija palabras que no tengan que ver con usted"
            }
            Self::Common => {
                "se parece a una que usa mucha gente, y esas son las primeras que se prueban; elija unas cuantas palabras que nadie juntaría"
            }
            Self::OneWord => "es una sola palabra, fácil de adivinar; añada dos o tres más que no tengan que ver con ella",
            Self::Name => "está hecha con nombres, fáciles de adivinar; añada dos o tres palabras que no tengan que ver con ellos",
            Self::Keyboard => "sigue las teclas del teclado, y eso es fácil de adivinar; es mejor usar unas cuantas palabras seguidas",
            Self::Repeats => "se repite, y eso apenas la hace más difícil de adivinar; use palabras distintas",
            Self::Sequence => "es una secuencia como abc o 6543, fácil de adivinar; es mejor usar unas cuantas palabras seguidas",
            Self::Date => "es sobre todo una fecha o un año, fácil de adivinar; es mejor usar unas cuantas palabras seguidas",
            Self::Guessable => "es fácil de adivinar; añada una o dos palabras más que no vayan juntas",
        }
    }

    fn french(self) -> &'static str {
        match self {
            Self::TooShort => "doit compter au moins {chars} caractères ; quelques mots à la suite se retiennent bien",
            Self::TooLong => "doit compter au plus {bytes} octets",
            Self::OwnWords => {
                "est fait de votre nom, de votre adresse ou de votre organisation, que l’on essaie en premier ; choisissez des mots sans rapport avec vous"
            }
            Self::Common => {
                "ressemble à un mot de passe très répandu, et ceux-là sont essayés en premier ; choisissez quelques mots que personne n’assemblerait"
            }
            Self::OneWord => "est un seul mot, facile à deviner ; ajoutez-en deux ou trois sans rapport avec lui",
            Self::Name => "est fait de noms, faciles à deviner ; ajoutez deux ou trois mots sans rapport avec eux",
            Self::Keyboard => "suit les touches du clavier, ce qui est facile à deviner ; mieux vaut quelques mots à la suite",
            Self::Repeats => "se répète, ce qui ne le rend guère plus difficile à deviner ; employez des mots différents",
            Self::Sequence => "est une suite comme abc ou 6543, facile à deviner ; mieux vaut quelques mots à la suite",
            Self::Date => "est surtout une date ou une année, facile à deviner ; mieux vaut quelques mots à la suite",
            Self::Guessable => "est facile à deviner ; ajoutez un ou deux mots qui ne vont pas ensemble",
        }
    }

    fn arabic(self) -> &'static str {
        match self {
            Self::TooShort => "يجب ألا تقل عن {chars} أحرف؛ بضع كلمات متتالية يسهل تذكرها",
            Self::TooLong => "يجب ألا تزيد على {bytes} بايت",
            Self::OwnWords => "مكوّنة من اسمكم أو عنوانكم أو منظمتكم، وهذا أول ما يجرّبه الآخرون؛ اختاروا كلمات لا صلة لها بكم",
            Self::Common => "تشبه كلمة مرور يستعملها كثيرون، وهذه أول ما يُجرَّب؛ اختاروا بضع كلمات لا يجمع بينها أحد",
            Self::OneWord => "كلمة واحدة يسهل تخمينها؛ أضيفوا كلمتين أو ثلاثًا لا صلة لها بها",
            Self::Name => "مكوّنة من أسماء يسهل تخمينها؛ أضيفوا كلمتين أو ثلاثًا لا صلة لها بها",
            Self::Keyboard => "تتبع ترتيب أزرار لوحة المفاتيح، وهذا يسهل تخمينه؛ الأفضل بضع كلمات متتالية",
            Self::Repeats => "تتكرر أجزاؤها، وهذا لا يكاد يزيد صعوبة تخمينها؛ استعملوا كلمات مختلفة",
            Self::Sequence => "تسلسل مثل abc أو 6543 يسهل تخمينه؛ الأفضل بضع كلمات متتالية",
            Self::Date => "معظمها تاريخ أو سنة يسهل تخمينها؛ الأفضل بضع كلمات متتالية",
            Self::Guessable => "يسهل تخمينها؛ أضيفوا كلمة أو كلمتين لا تجتمعان عادة",
        }
    }
}
