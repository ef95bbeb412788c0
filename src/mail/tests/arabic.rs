//! Every kind of letter in Arabic, whole.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn the_address_of_an_applicant_is_confirmed() {
    assert_snapshot!(shown(&samples::confirm_application(), "ar"), @"
    Subject: يُرجى تأكيد عنوانكم

    تحية طيبة،

    قدّم شخص ما، نرجو أن تكونوا أنتم، طلبًا إلى ⟦Sharing Center⟧ باسم «⟦Casa Abierta⟧» وذكر هذا العنوان للتواصل.

    يُرجى تأكيد أن العنوان عنوانكم، وبعد ذلك ننظر في الطلب.

    تأكيد العنوان:
    https://library.example.org/confirm?token=abc

    إن لم تكونوا أنتم فلا حاجة إلى فعل أي شيء: من دون تأكيدكم لن يُنظر في الطلب.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_applicant_is_told_that_the_application_is_there() {
    assert_snapshot!(shown(&samples::application_received(), "ar"), @"
    Subject: وصلنا طلبكم: ⟦Casa Abierta⟧

    تحية طيبة،

    شكرًا لتأكيد عنوانكم. طلب «⟦Casa Abierta⟧» الآن لدى القائمين على ⟦Sharing Center⟧.

    سنكتب إليكم مجددًا فور اتخاذ القرار.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn admins_are_told_of_an_application() {
    assert_snapshot!(shown(&samples::application_waiting(), "ar"), @"
    Subject: منظمة تطلب الانضمام: ⟦Casa Abierta⟧

    تحية طيبة،

    تطلب «⟦Casa Abierta⟧» الانضمام إلى ⟦Sharing Center⟧، وقد أكد المسؤول عن التواصل عنوانه.

    الاطلاع على الطلب:
    https://library.example.org/admin/organizations/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_accepted_applicant_is_shown_the_way_in() {
    assert_snapshot!(shown(&samples::application_accepted(), "ar"), @"
    Subject: أهلًا بكم: ⟦Casa Abierta⟧ عضو الآن

    تحية طيبة،

    قُبل طلب «⟦Casa Abierta⟧»، وهي الآن عضو في ⟦Sharing Center⟧.

    بقيت خطوة واحدة: اختاروا اسمًا وكلمة مرور. بعد ذلك يمكنكم مشاركة الموارد ودعوة آخرين من منظمتكم.

    ملاحظة لكم:
    > Good to have you.
    > 
    > See you in March.

    إنشاء حسابكم:
    https://library.example.org/invitations?token=abc

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_declined_applicant_reads_why() {
    assert_snapshot!(shown(&samples::application_declined(), "ar"), @"
    Subject: بشأن طلبكم: ⟦Casa Abierta⟧

    تحية طيبة،

    نظر القائمون على ⟦Sharing Center⟧ في طلب «⟦Casa Abierta⟧» وقرروا عدم قبوله.

    ملاحظة لكم:
    > The network is for peer support only.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_invitation_says_who_invites_to_what_and_until_when() {
    assert_snapshot!(shown(&samples::invitation(), "ar"), @"
    Subject: دعوة للانضمام إلى ⟦Casa Abierta⟧ في ⟦Sharing Center⟧

    تحية طيبة،

    يدعوكم ⟦Rosa Díaz⟧ إلى مشاركة الموارد في ⟦Sharing Center⟧ باسم «⟦Casa Abierta⟧».

    لقبول الدعوة اختاروا اسمًا وكلمة مرور في الصفحة التي يفتحها هذا الرابط. ويمكنكم فيها رفض الدعوة أيضًا.

    الاطلاع على الدعوة:
    https://library.example.org/invitations?token=abc

    يعمل الرابط حتى 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_invitation_may_come_from_nobody_in_particular() {
    assert_snapshot!(shown(&samples::bare_invitation(), "ar"), @"
    Subject: دعوة إلى ⟦Sharing Center⟧

    تحية طيبة،

    أنتم مدعوون إلى ⟦Sharing Center⟧.

    لديكم حساب من قبل: للقبول اضغطوا الزر في الصفحة التي يفتحها هذا الرابط، أو أجيبوا بعد تسجيل الدخول. يبقى اسمكم وكلمة مروركم كما هما. ويمكنكم هناك رفض الدعوة أيضًا.

    الاطلاع على الدعوة:
    https://library.example.org/invitations?token=abc

    يعمل الرابط حتى 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_submitter_is_told_that_the_submission_is_there() {
    assert_snapshot!(shown(&samples::submission_received(), "ar"), @"
    Subject: وصلنا «⟦Facilitator's handbook⟧»

    تحية طيبة،

    شكرًا لمشاركة «⟦Facilitator's handbook⟧». المساهمة الآن في انتظار المراجعة، وحتى ذلك الحين لا يراها أحد سواكم وسوى المراجعين.

    الاطلاع على مساهمتكم:
    https://library.example.org/submissions/1

    سنكتب إليكم مجددًا فور اتخاذ القرار.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_approval_names_the_section() {
    assert_snapshot!(shown(&samples::decision_approved(), "ar"), @"
    Subject: تمت الموافقة على «⟦Facilitator's handbook⟧»

    تحية طيبة،

    تمت الموافقة على «⟦Facilitator's handbook⟧». تجدونه في قسم بادِر، ويمكن لأي شخص العثور عليه.

    عرضه في المكتبة:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_request_for_changes_gives_the_reason_and_the_note() {
    assert_snapshot!(shown(&samples::decision_changes_requested(), "ar"), @"
    Subject: يُرجى إجراء تعديل: «⟦Facilitator's handbook⟧»

    تحية طيبة،

    اطلع المراجعون على «⟦Facilitator's handbook⟧» ويطلبون منكم إجراء تعديل قبل أن يُنشر.

    السبب: يمكن التعرف فيه على أشخاص

    ملاحظة لكم:
    > Page 3 shows faces.
    > Please blur them.

    التعديل والإرسال من جديد:
    https://library.example.org/submissions/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_rejection_gives_the_reason() {
    assert_snapshot!(shown(&samples::decision_rejected(), "ar"), @"
    Subject: لم يُقبل «⟦Facilitator's handbook⟧»

    تحية طيبة،

    اطلع المراجعون على «⟦Facilitator's handbook⟧» وقرروا عدم نشره.

    السبب: لا يتعلق بدعم الأقران

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_password_reset_says_how_long_the_link_works() {
    assert_snapshot!(shown(&samples::password_reset(), "ar"), @"
    Subject: اختاروا كلمة مرور جديدة

    تحية طيبة،

    طلب شخص ما، نرجو أن تكونوا أنتم، كلمة مرور جديدة لحسابكم في ⟦Sharing Center⟧.

    اختيار كلمة مرور جديدة:
    https://library.example.org/reset?token=abc

    يعمل الرابط حتى 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    إن لم تكونوا أنتم فلا حاجة إلى فعل أي شيء: تبقى كلمة المرور كما هي.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_digest_lists_the_oldest() {
    assert_snapshot!(shown(&samples::review_digest(), "ar"), @"
    Subject: 5 مساهمات في انتظار المراجعة

    تحية طيبة،

    5 مساهمات في انتظار المراجعة في ⟦Sharing Center⟧. أقدمها: في الانتظار منذ 12 يومًا.

    - «⟦Group agreements⟧»، ⟦Casa Abierta⟧: في الانتظار منذ 12 يومًا
    - «⟦A first meeting⟧»، ⟦Casa Abierta⟧: في الانتظار منذ أمس
    - «⟦Why peers?⟧»، ⟦Casa Abierta⟧: وصلت اليوم
    - واثنتان أخريان

    فتح قائمة المراجعة:
    https://library.example.org/reviews

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_digest_of_one() {
    assert_snapshot!(shown(&samples::small_digest(), "ar"), @"
    Subject: مساهمة واحدة في انتظار المراجعة

    تحية طيبة،

    مساهمة واحدة في انتظار المراجعة في ⟦Sharing Center⟧.

    فتح قائمة المراجعة:
    https://library.example.org/reviews

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
