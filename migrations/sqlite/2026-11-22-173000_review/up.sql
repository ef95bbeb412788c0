-- What review needs beside the decision: conversation and notes, parking, second looks, ready-made reasons, and what reviewers read.

-- A word to the other side, or, internal, a note among reviewers.
CREATE TABLE comments (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    author_id TEXT NOT NULL REFERENCES users (id),
    side TEXT NOT NULL CHECK (side IN ('submitter', 'reviewer')),
    is_internal BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX comments_submission ON comments (submission_id, id);

-- Up to which comment somebody has read.
CREATE TABLE comment_reads (
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    comment_id TEXT NOT NULL REFERENCES comments (id),
    read_at TIMESTAMP NOT NULL,
    PRIMARY KEY (submission_id, user_id)
);

-- Ready-made reasons. uses is a JSON list, labels and sentences are JSON objects by language.
CREATE TABLE reasons (
    code TEXT NOT NULL PRIMARY KEY,
    uses TEXT NOT NULL,
    field TEXT,
    labels TEXT NOT NULL,
    sentences TEXT NOT NULL,
    position INTEGER NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    archived_at TIMESTAMP
);

-- A parked submission stays out of the queue until a date.
CREATE TABLE parkings (
    submission_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    reason TEXT NOT NULL REFERENCES reasons (code),
    note TEXT,
    parked_until TIMESTAMP NOT NULL,
    parked_by TEXT NOT NULL REFERENCES users (id),
    parked_at TIMESTAMP NOT NULL
);

-- Another reviewer is asked to look as well. What they answer is a note and no vote.
CREATE TABLE second_looks (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    asked_by TEXT NOT NULL REFERENCES users (id),
    asked_of_id TEXT NOT NULL REFERENCES users (id),
    question TEXT,
    asked_at TIMESTAMP NOT NULL,
    answer TEXT,
    answered_at TIMESTAMP
);
CREATE INDEX second_looks_submission ON second_looks (submission_id, id);
-- One is asked once at a time.
CREATE UNIQUE INDEX second_looks_open ON second_looks (asked_of_id, submission_id) WHERE answered_at IS NULL;

-- What a reviewer reads (JSON; without a row: everything), and until when they are away.
CREATE TABLE reviewer_profiles (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    reads TEXT NOT NULL,
    away_until TIMESTAMP,
    version BIGINT NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE INDEX claims_reviewer ON claims (reviewer_id);
CREATE INDEX decisions_reason ON decisions (decided_at, reason) WHERE reason IS NOT NULL AND undone_at IS NULL;
-- The queue is narrowed and counted without a look at the rows themselves.
DROP INDEX submissions_queue;
CREATE INDEX submissions_queue ON submissions (status, submitted_at, id, section, language, organization_id, created_by);

INSERT INTO reasons (code, uses, field, labels, sentences, position, version, created_at, updated_at) VALUES
('unclear_rights', '["request_changes","reject"]', 'rights',
 '{"en":"Rights unclear","es":"Derechos poco claros","fr":"Droits incertains","ar":"الحقوق غير واضحة"}',
 '{"en":"It is not clear who holds the rights. Please say who made it, and that they agree to share it.","es":"No está claro quién tiene los derechos. Indique quién lo hizo y que acepta compartirlo.","fr":"On ne sait pas qui détient les droits. Merci d’indiquer qui l’a réalisé et que cette personne accepte de le partager.","ar":"ليس واضحًا من يملك الحقوق. يُرجى ذكر من أعدّ العمل وأنه يوافق على مشاركته."}',
 10, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('people_identifiable', '["request_changes","reject"]', 'people_shown',
 '{"en":"People can be recognized","es":"Se reconoce a personas","fr":"Des personnes sont reconnaissables","ar":"يمكن التعرّف على أشخاص"}',
 '{"en":"People can be recognized in it. Please make them unrecognizable, or confirm that all of them agreed.","es":"Se puede reconocer a personas. Haga que no se las reconozca, o confirme que todas aceptaron.","fr":"Des personnes y sont reconnaissables. Merci de les rendre méconnaissables ou de confirmer que toutes ont donné leur accord.","ar":"يمكن التعرّف على أشخاص فيه. يُرجى إخفاء هويتهم أو تأكيد موافقتهم جميعًا."}',
 20, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('wrong_language', '["request_changes"]', 'language',
 '{"en":"Wrong language","es":"Idioma incorrecto","fr":"Langue erronée","ar":"اللغة غير صحيحة"}',
 '{"en":"The language given is not the one it is written in.","es":"El idioma indicado no es el del documento.","fr":"La langue indiquée n’est pas celle du document.","ar":"اللغة المذكورة ليست لغة المستند."}',
 30, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('unclear_summary', '["request_changes"]', 'summary',
 '{"en":"Summary unclear","es":"Resumen poco claro","fr":"Résumé peu clair","ar":"الملخص غير واضح"}',
 '{"en":"The summary does not say what it is and whom it helps. Two or three plain sentences are enough.","es":"El resumen no dice qué es ni a quién ayuda. Bastan dos o tres frases sencillas.","fr":"Le résumé ne dit pas ce que c’est ni à qui cela sert. Deux ou trois phrases simples suffisent.","ar":"لا يوضّح الملخص ما هو العمل ومن يفيد. تكفي جملتان أو ثلاث جمل بسيطة."}',
 40, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('incomplete', '["request_changes"]', 'files',
 '{"en":"Something is missing","es":"Falta algo","fr":"Il manque quelque chose","ar":"ينقص شيء"}',
 '{"en":"Something is missing: a page, a part, or a file that the text mentions.","es":"Falta algo: una página, una parte o un archivo que el texto menciona.","fr":"Il manque quelque chose : une page, une partie ou un fichier que le texte mentionne.","ar":"ينقص شيء: صفحة أو جزء أو ملف يذكره النص."}',
 50, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('duplicate', '["reject"]', NULL,
 '{"en":"In the library already","es":"Ya está en la biblioteca","fr":"Déjà dans la bibliothèque","ar":"موجود في المكتبة"}',
 '{"en":"It is in the library already.","es":"Ya está en la biblioteca.","fr":"Ce document est déjà dans la bibliothèque.","ar":"هذا المستند موجود في المكتبة من قبل."}',
 60, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('not_peer_support', '["reject"]', NULL,
 '{"en":"Not about peer support","es":"No trata del apoyo entre pares","fr":"Sans lien avec le soutien par les pairs","ar":"لا يتعلق بدعم الأقران"}',
 '{"en":"It is not about peer support.","es":"No trata del apoyo entre pares.","fr":"Ce document ne porte pas sur le soutien par les pairs.","ar":"لا يتعلق هذا المستند بدعم الأقران."}',
 70, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('waiting_for_expert', '["park"]', NULL,
 '{"en":"Waiting for an expert","es":"A la espera de una persona experta","fr":"En attente d’un avis d’expert","ar":"بانتظار رأي خبير"}', '{}',
 80, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('waiting_for_organization', '["park"]', NULL,
 '{"en":"Waiting for the organization","es":"A la espera de la organización","fr":"En attente de l’organisation","ar":"بانتظار المنظمة"}', '{}',
 90, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000'),
('waiting_for_reader', '["park"]', NULL,
 '{"en":"Waiting for someone who reads the language","es":"A la espera de alguien que lea el idioma","fr":"En attente d’une personne qui lit la langue","ar":"بانتظار من يقرأ اللغة"}', '{}',
 100, 1, '2026-11-22 17:30:00.000000', '2026-11-22 17:30:00.000000');
