//! Every kind of letter about organizations and the people in them, whole and in Arabic.

use super::organizations::letters;
use insta::assert_snapshot;

#[allow(clippy::too_many_lines, reason = "one letter after another")]
#[test]
fn in_arabic() {
    assert_snapshot!(letters("ar"), @"
    Subject: أما زالت ⟦Casa Abierta⟧ معنا؟

    تحية طيبة،

    لم يسجّل أحد من «⟦Casa Abierta⟧» الدخول إلى ⟦Sharing Center⟧ منذ مدة طويلة. إن بقي الأمر كذلك فستُعدّ خاملة في 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي: يبقى ما شاركته متاحًا للجميع مع إشارة إلى ذلك، ولا تشارك أي جديد.

    يكفي أن يسجّل أحدكم الدخول لتبقى نشطة.

    تسجيل الدخول:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: عُلّقت عضوية ⟦Casa Abierta⟧

    تحية طيبة،

    علّق القائمون على ⟦Sharing Center⟧ عضوية «⟦Casa Abierta⟧». لا يمكنها مشاركة أي جديد، ويبقى ما أرسلته على حاله حتى انتهاء التعليق. ويبقى ما شاركته من قبل متاحًا للجميع.

    السبب المذكور:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: يمكن لمنظمة ⟦Casa Abierta⟧ المشاركة من جديد

    تحية طيبة،

    انتهى تعليق عضوية «⟦Casa Abierta⟧». يمكنها مشاركة الموارد في ⟦Sharing Center⟧ من جديد، ويُستأنف العمل على مساهماتها.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: أصبحت ⟦Casa Abierta⟧ جزءًا من ⟦Grupo Luna⟧

    تحية طيبة،

    أصبحت «⟦Casa Abierta⟧» في ⟦Sharing Center⟧ جزءًا من «⟦Grupo Luna⟧». انتقل إليها أعضاؤها ومواردها ومساهماتها ودعواتها، ولم يُفقد شيء، والعناوين القديمة تؤدي إلى المكان الجديد.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: أُغلقت ⟦Casa Abierta⟧

    تحية طيبة،

    أُغلقت «⟦Casa Abierta⟧» في ⟦Sharing Center⟧. انتهت عضوياتها ودعواتها، وأُلغي ما لم يكتمل. أما حسابكم فيبقى.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: تتولى ⟦Grupo Luna⟧ الآن ما شاركته ⟦Casa Abierta⟧

    تحية طيبة،

    أُغلقت «⟦Casa Abierta⟧» في ⟦Sharing Center⟧، وتتولى «⟦Grupo Luna⟧» ما شاركته. يمكنكم تنقيح هذه الموارد كما لو كانت لكم دائمًا.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: أصبحت ⟦Casa Abierta⟧ خاملة

    تحية طيبة،

    لم يسجّل أحد من «⟦Casa Abierta⟧» الدخول إلى ⟦Sharing Center⟧ منذ سنة، لذلك أصبحت خاملة. يبقى ما شاركته متاحًا للجميع مع إشارة إلى ذلك، ولا تشارك أي جديد.

    تعود نشطة فور أن يسجّل أحدكم الدخول.

    ملاحظة لكم:
    > So it was agreed.

    تسجيل الدخول:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: ملف تعريفي في انتظار النظر: ⟦Casa Abierta⟧

    تحية طيبة،

    يود ⟦Leo Paz⟧ تغيير ما يقوله ⟦Sharing Center⟧ عن «⟦Casa Abierta⟧».

    ملاحظة لكم:
    > So it was agreed.

    عرض التغيير:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: تغيّر الملف التعريفي لمنظمة ⟦Casa Abierta⟧

    تحية طيبة،

    قُبل التغيير الذي طلبتموه: يعرض ⟦Sharing Center⟧ الآن الملف التعريفي الجديد لمنظمة «⟦Casa Abierta⟧».

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: يبقى الملف التعريفي لمنظمة ⟦Casa Abierta⟧ كما هو

    تحية طيبة،

    نظر القائمون على ⟦Sharing Center⟧ في تغيير الملف التعريفي لمنظمة «⟦Casa Abierta⟧» وقرروا عدم قبوله.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: سؤال بشأن ⟦Casa Abierta⟧

    تحية طيبة،

    لدى القائمين على ⟦Sharing Center⟧ سؤال بشأن «⟦Casa Abierta⟧».

    يسألون:
    > So it was agreed.

    الإجابة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: جواب من ⟦Casa Abierta⟧

    تحية طيبة،

    أجابت «⟦Casa Abierta⟧» في ⟦Sharing Center⟧.

    الجواب:
    > So it was agreed.

    عرض المحادثة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: يود ⟦Leo Paz⟧ الانضمام إلى ⟦Casa Abierta⟧

    تحية طيبة،

    يطلب ⟦Leo Paz⟧ الانضمام إلى «⟦Casa Abierta⟧» في ⟦Sharing Center⟧. القرار لكم.

    نص الرسالة:
    > So it was agreed.

    الرد على الطلب:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: أصبحتم من أعضاء ⟦Casa Abierta⟧

    تحية طيبة،

    قُبل طلبكم: يمكنكم مشاركة الموارد في ⟦Sharing Center⟧ باسم «⟦Casa Abierta⟧».

    ملاحظة لكم:
    > So it was agreed.

    الذهاب إلى المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: بشأن طلبكم الانضمام إلى ⟦Casa Abierta⟧

    تحية طيبة،

    لم يُقبل طلبكم الانضمام إلى «⟦Casa Abierta⟧» في ⟦Sharing Center⟧.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: تديرون الآن ⟦Casa Abierta⟧

    تحية طيبة،

    يمكنكم الآن دعوة آخرين إلى «⟦Casa Abierta⟧» في ⟦Sharing Center⟧، ومتابعة أعضائها وملفها التعريفي.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: تغيّر دوركم في ⟦Casa Abierta⟧

    تحية طيبة،

    تشاركون الموارد في ⟦Sharing Center⟧ باسم «⟦Casa Abierta⟧» كما كنتم، ولم تعودوا تتابعون أعضاءها وملفها التعريفي.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: لم تعودوا من أعضاء ⟦Casa Abierta⟧

    تحية طيبة،

    أُزيلت عضويتكم في «⟦Casa Abierta⟧» في ⟦Sharing Center⟧. يبقى حسابكم، ويبقى لها ما شاركتموه باسمها.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: غادر ⟦Leo Paz⟧ ⟦Casa Abierta⟧

    تحية طيبة،

    غادر ⟦Leo Paz⟧ «⟦Casa Abierta⟧» في ⟦Sharing Center⟧. ما شورك يبقى للمنظمة.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: قبل ⟦Leo Paz⟧ دعوتكم

    تحية طيبة،

    قبل ⟦Leo Paz⟧ دعوتكم وأصبح من أعضاء «⟦Casa Abierta⟧» في ⟦Sharing Center⟧.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧

    ====
    Subject: رفض ⟦Leo Paz⟧ دعوتكم

    تحية طيبة،

    رفض ⟦Leo Paz⟧ دعوتكم إلى «⟦Casa Abierta⟧» في ⟦Sharing Center⟧.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
