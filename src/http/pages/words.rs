//! What the pages say, in English and in Spanish. A sentence that stands in one stands in the other: the compiler sees to it.

use crate::domain::language::LanguageTag;
use crate::error::Error;

macro_rules! words {
    ($($name:ident: $english:literal, $spanish:literal;)*) => {
        /// The catalogue of one language. `{…}` in a sentence is filled by [`fill`].
        pub struct Words {
            $(pub $name: &'static str,)*
        }

        static ENGLISH: Words = Words { $($name: $english,)* };
        static SPANISH: Words = Words { $($name: $spanish,)* };

        /// Every sentence by its name, in both languages.
        #[cfg(test)]
        pub const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $spanish),)*];
    };
}

words! {
    skip: "Skip to the content", "Ir al contenido";
    required: "All fields are needed.", "Todos los campos son necesarios.";
    fix: "Please look at what is marked and send the form again.", "Revise lo que está marcado y envíe el formulario de nuevo.";
    email: "E-mail address", "Correo electrónico";

    home_lead: "A library that organizations build together: what they have made to learn from, to win others over and to take action.",
        "Una biblioteca que construyen juntas varias organizaciones: lo que han hecho para aprender, para convencer a otros y para pasar a la acción.";
    home_find_heading: "Find", "Buscar";
    home_find: "Anyone may search the library and read what is in it, through its API.",
        "Cualquiera puede buscar en la biblioteca y leer lo que contiene, por medio de su API.";
    home_find_link: "Open the explorer of the API", "Abrir el explorador de la API";
    home_join_heading: "Take part", "Participar";
    home_join: "Groups and organizations apply to become members. After you confirm your address, an admin answers by mail, with an invitation \
        that makes your account.",
        "Los grupos y las organizaciones solicitan ser miembros. Cuando confirme su dirección, alguien de administración le responderá por \
        correo, con una invitación que crea su cuenta.";
    home_join_link: "How to apply", "Cómo solicitarlo";

    confirm_heading: "Confirm your address", "Confirme su dirección";
    confirm_question: "Did you apply for {organization} to join {site}? Then confirm that this address is yours.",
        "¿Solicitó usted que {organization} se una a {site}? Entonces confirme que esta dirección es suya.";
    confirm_button: "Confirm", "Confirmar";
    confirm_otherwise: "If it was not you, just close this page: nothing happens.", "Si no fue usted, cierre esta página: no pasará nada.";
    confirmed_heading: "Your address is confirmed", "Su dirección está confirmada";
    confirmed_next: "The admins have the application of {organization} now. They answer by mail; you need not do anything more.",
        "La administración ya tiene la solicitud de {organization}. Responderá por correo; usted no tiene que hacer nada más.";
    confirmed_decided: "The application of {organization} was answered already: please look into your mail.",
        "La solicitud de {organization} ya fue respondida: revise su correo.";

    invitation_heading: "You are invited", "Tiene una invitación";
    invited_by: "{organization} invites you to {site}.", "{organization} le invita a {site}.";
    invited: "You are invited to {site}.", "Tiene una invitación para {site}.";
    role_uploader: "You will be able to share its documents.", "Podrá compartir sus documentos.";
    role_manager: "You will be able to share its documents and to invite others.", "Podrá compartir sus documentos e invitar a otras personas.";
    invitation_new: "Choose a name and a password: with them you get an account.", "Elija un nombre y una contraseña: con ellos tendrá una cuenta.";
    invitation_has_account: "You have an account with this address already; it stays as it is, and the organization is added to it.",
        "Ya tiene una cuenta con esta dirección; queda como está y se le añade la organización.";
    name: "Your name", "Su nombre";
    name_hint: "As others shall see it.", "Como lo verán los demás.";
    name_refused: "Please type your name: at most 200 characters, in one line.", "Escriba su nombre: como mucho 200 caracteres, en una línea.";
    password: "Password", "Contraseña";
    password_hint: "At least 10 characters; a few words in a row are easy to remember.",
        "Al menos 10 caracteres; unas cuantas palabras seguidas se recuerdan bien.";
    // What is wrong with it follows, as `auth::passwords` says it.
    the_password: "The password", "La contraseña";
    accept: "Accept the invitation", "Aceptar la invitación";
    decline: "Decline", "Rechazar";
    accepted_heading: "Welcome", "Le damos la bienvenida";
    accepted_new: "Your account is ready. Sign in as {email} with the password that you chose.",
        "Su cuenta está lista. Inicie sesión como {email} con la contraseña que eligió.";
    accepted_joined: "The organization is added to your account {email}. Sign in as before.",
        "La organización se añadió a su cuenta {email}. Inicie sesión como siempre.";
    accepted_link: "Sign in through the API", "Iniciar sesión por la API";
    declined_heading: "You declined", "Ha rechazado la invitación";
    declined_next: "The invitation is closed and no account was made. If you change your mind, ask for a new one.",
        "La invitación queda cerrada y no se creó ninguna cuenta. Si cambia de idea, pida otra.";

    reset_heading: "Choose a new password", "Elija una contraseña nueva";
    reset_lead: "When it is set, every device that is signed in to your account is signed out.",
        "Al guardarla se cerrará la sesión en todos los dispositivos en que su cuenta esté abierta.";
    new_password: "New password", "Contraseña nueva";
    reset_button: "Set the password", "Guardar la contraseña";
    reset_done_heading: "Your password is set", "Su contraseña está guardada";
    reset_done: "Sign in with it from now on. All earlier sessions have ended.",
        "A partir de ahora inicie sesión con ella. Todas las sesiones anteriores se cerraron.";

    reset_tokens: "Also end my tokens for programs", "Terminar también mis tokens para programas";

    address_heading: "Confirm your new address", "Confirme su dirección nueva";
    address_question: "Shall {email} be the address of your account on {site}? You sign in with it from then on, and mail goes there.",
        "¿Quiere que {email} sea la dirección de su cuenta en {site}? Desde entonces iniciará sesión con ella y allí llegará el correo.";
    address_done_heading: "Your address is changed", "Su dirección ha cambiado";
    address_done: "Sign in as {email} from now on.", "A partir de ahora inicie sesión como {email}.";
    stop_heading: "Stop the change of address", "Detener el cambio de dirección";
    stop_question: "Your account keeps, or gets back, the address {email}. Your password stops working, you are signed out everywhere, and we mail you a link \
        for a new one.",
        "Su cuenta conserva o recupera la dirección {email}. Su contraseña deja de valer, se cierran todas las sesiones y le enviamos un enlace para \
        elegir otra.";
    stop_button: "Stop it", "Detenerlo";
    stop_otherwise: "If you asked for the change yourself, just close this page.", "Si usted pidió el cambio, cierre esta página.";
    stop_done_heading: "The change is stopped", "El cambio está detenido";
    stop_done: "The address of your account is {email}. Look into your mail for a link to choose a new password.",
        "La dirección de su cuenta es {email}. Busque en su correo el enlace para elegir una contraseña nueva.";

    unsubscribe_heading: "Stop these messages", "Detener estos mensajes";
    unsubscribe_question: "Do you want no more messages of {site} about this: {what}?", "¿No quiere recibir más mensajes de {site} sobre esto: {what}?";
    unsubscribe_button: "Stop them", "Detenerlos";
    unsubscribe_otherwise: "If you want to keep them, just close this page: nothing happens.",
        "Si quiere seguir recibiéndolos, cierre esta página: no pasará nada.";
    stopped_heading: "Stopped", "Detenidos";
    stopped: "{site} sends you no more messages about this: {what}.", "{site} ya no le enviará mensajes sobre esto: {what}.";
    stopped_next: "All other messages come as before. In the settings of your mail you can have these again.",
        "Los demás mensajes le llegan como antes. En los ajustes de su correo puede volver a recibir estos.";
    group_submissions: "what you share", "lo que usted comparte";
    group_review: "review", "la revisión";
    group_organization: "your organization", "su organización";
    group_administration: "running the library", "la administración de la biblioteca";
    group_following: "what you follow", "lo que usted sigue";
    group_saved_searches: "your saved searches", "sus búsquedas guardadas";
    the_saved_search: "the saved search “{name}”", "la búsqueda guardada «{name}»";
    the_summary: "the summary of the day", "el resumen del día";

    again_heading: "Does mail reach you again?", "¿Le llega el correo de nuevo?";
    again_question: "Several messages of {site} to {email} came back. You are reading one that did not: shall we write to you again?",
        "Varios mensajes de {site} a {email} fueron devueltos. Este le ha llegado: ¿quiere que le escribamos de nuevo?";
    again_button: "Yes, write to me again", "Sí, escríbanme de nuevo";
    again_done_heading: "Thank you", "Gracias";
    again_done: "From now on mail of {site} goes to {email} again.", "A partir de ahora el correo de {site} vuelve a ir a {email}.";

    question_heading: "A question about your application", "Una pregunta sobre su solicitud";
    question_lead: "The people who run {site} would like to know more before they decide about {organization}.",
        "La administración de {site} quisiera saber más antes de decidir sobre {organization}.";
    question_theirs: "They asked", "Le preguntaron";
    question_yours: "You answered", "Usted respondió";
    question_answer: "Your answer", "Su respuesta";
    question_refused: "Please write an answer of at most 5,000 characters.", "Escriba una respuesta de 5000 caracteres como mucho.";
    question_button: "Send the answer", "Enviar la respuesta";
    answered_heading: "Thank you", "Gracias";
    answered_next: "Your answer is with the admins now. They answer by mail.", "La administración ya tiene su respuesta. Responderá por correo.";

    unknown_heading: "This link leads nowhere", "Este enlace no lleva a ninguna parte";
    unknown: "It may have been cut short on its way. Please copy the whole address from the mail.",
        "Quizá se cortó por el camino. Copie la dirección completa del correo.";
    used_heading: "This link was used already", "Este enlace ya se usó";
    used: "The invitation was answered. If you accepted it, you can sign in.", "La invitación ya fue respondida. Si la aceptó, puede iniciar sesión.";
    expired_heading: "This link does not work any more", "Este enlace ya no funciona";
    invitation_expired: "The invitation has expired. Ask whoever invited you for a new one.",
        "La invitación ha caducado. Pida otra a quien le invitó.";
    reset_expired: "It was used, or too much time has passed. Ask for a new one where you sign in.",
        "Ya se usó o pasó demasiado tiempo. Pida otro donde inicia sesión.";
    changed_heading: "Something has changed", "Algo ha cambiado";
    changed: "Please open the link from the mail once more.", "Abra otra vez el enlace del correo.";
    busy_heading: "One moment, please", "Un momento, por favor";
    busy: "The library is busy. Please try again in a minute.", "La biblioteca está ocupada. Inténtelo de nuevo dentro de un minuto.";
    broken_heading: "Something went wrong", "Algo ha fallado";
    broken: "It is our fault and it was written down. Please try again later.", "Es un fallo nuestro y quedó anotado. Inténtelo de nuevo más tarde.";
    refused_heading: "This can't be done", "Esto no se puede hacer";
    refused: "The form could not be read. Please open the link from the mail once more.",
        "No se pudo leer el formulario. Abra otra vez el enlace del correo.";
}

impl Words {
    /// Those of a language; English where we do not have it.
    pub fn of(language: &LanguageTag) -> &'static Self {
        if language.primary() == "es" { &SPANISH } else { &ENGLISH }
    }

    /// Heading and sentence for what went wrong.
    pub fn failure(&self, error: &Error) -> (&'static str, &'static str) {
        match error {
            Error::NotFound(_) | Error::Gone { .. } | Error::Hidden { .. } => (self.unknown_heading, self.unknown),
            Error::Conflict { code: "invitation_answered", .. } => (self.used_heading, self.used),
            Error::Conflict { code: "invitation_expired", .. } => (self.expired_heading, self.invitation_expired),
            Error::Conflict { code: "link_expired", .. } => (self.expired_heading, self.reset_expired),
            Error::Conflict { .. } => (self.changed_heading, self.changed),
            Error::TooMany { .. } | Error::Unavailable { .. } => (self.busy_heading, self.busy),
            Error::Internal { .. } => (self.broken_heading, self.broken),
            Error::Malformed { .. }
            | Error::Invalid(_)
            | Error::Unauthenticated { .. }
            | Error::CodeNeeded { .. }
            | Error::Forbidden { .. }
            | Error::TooLarge { .. }
            | Error::UnsupportedMediaType { .. } => (self.refused_heading, self.refused),
        }
    }
}

/// A sentence with its values in place of `{name}`. What a value holds is not looked at again, and the template escapes it.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| Some((values.iter().find(|(known, _)| *known == name)?.1, tail)));
        match found {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn both_languages_say_each_sentence_with_the_same_values() {
        for (name, english, spanish) in ALL {
            assert!(!english.trim().is_empty() && !spanish.trim().is_empty(), "{name} is empty");
            assert_ne!(english, spanish, "{name} was not translated");
            assert_eq!(placeholders(english), placeholders(spanish), "{name}");
        }
    }

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(fill("{a} and {b}, {c} {", &[("a", "{b}"), ("b", "two")]), "{b} and two, {c} {");
    }

    #[test]
    fn a_language_we_do_not_have_reads_english() {
        let accept = |tag: &str| Words::of(&LanguageTag::parse(tag).unwrap()).accept;
        assert_eq!((accept("es-MX"), accept("sw")), ("Aceptar la invitación", "Accept the invitation"));
    }
}
