//! Letters about accounts and about those who run the library, whole, in Arabic.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn whoever_signs_in_from_elsewhere() {
    assert_snapshot!(shown(&samples::new_sign_in(), "ar"), @"
    Subject: دخول جديد إلى حسابكم

    تحية طيبة،

    دخل أحدهم إلى حسابكم في ⟦Sharing Center⟧ من مكان أو ببرنامج لم يُستعمل معه من قبل: ⟦Firefox, Windows⟧، في 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    إن كنتم أنتم فلا حاجة إلى فعل شيء. وإلا فاختاروا الآن كلمة مرور جديدة: بها تنتهي كل الجلسات.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn and_without_saying_with_what() {
    assert_snapshot!(shown(&samples::nameless_sign_in(), "ar"), @"
    Subject: دخول جديد إلى حسابكم

    تحية طيبة،

    دخل أحدهم إلى حسابكم في ⟦Sharing Center⟧ من مكان أو ببرنامج لم يُستعمل معه من قبل، في 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    إن كنتم أنتم فلا حاجة إلى فعل شيء. وإلا فاختاروا الآن كلمة مرور جديدة: بها تنتهي كل الجلسات.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_changed_password() {
    assert_snapshot!(shown(&samples::password_changed(), "ar"), @"
    Subject: تغيّرت كلمة المرور

    تحية طيبة،

    غُيّرت كلمة مرور حسابكم في ⟦Sharing Center⟧.

    إن لم تكونوا أنتم، فاطلبوا حالًا رابطًا لكلمة مرور جديدة، وأخبروا القائمين على ⟦Sharing Center⟧.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_new_address_is_asked() {
    assert_snapshot!(shown(&samples::confirm_new_address(), "ar"), @"
    Subject: يُرجى تأكيد عنوانكم الجديد

    تحية طيبة،

    يريد أحدهم، ونرجو أن تكونوا أنتم، أن يصبح ⟦rosa@casa.example⟧ عنوان حساب في ⟦Sharing Center⟧.

    بعد ذلك يكون الدخول به، ويصل إليه بريد الحساب.

    تأكيد العنوان:
    https://library.example.org/address-changes/abc

    يعمل الرابط حتى 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    إن لم تكونوا أنتم فلا حاجة إلى فعل شيء: دون تأكيدكم لا يتغير شيء.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_old_address_is_told() {
    assert_snapshot!(shown(&samples::address_change(), "ar"), @"
    Subject: سيصبح لحسابكم عنوان آخر

    تحية طيبة،

    طلب أحدهم، ونرجو أن تكونوا أنتم، أن يصبح ⟦rosa@casa.example⟧ عنوان حسابكم في ⟦Sharing Center⟧. ويحدث ذلك حالما يؤكَّد العنوان الجديد.

    إن لم تكونوا أنتم، فأوقفوه هنا خلال سبعة أيام. عندئذ يحتفظ حسابكم بهذا العنوان أو يستعيده، وتختارون كلمة مرور جديدة.

    إيقاف التغيير:
    https://library.example.org/address-changes/abc/stop

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_second_factor_that_is_on() {
    assert_snapshot!(shown(&samples::second_factor_on(), "ar"), @"
    Subject: العامل الثاني مفعّل

    تحية طيبة،

    من الآن يطلب حسابكم في ⟦Sharing Center⟧ رمزًا من تطبيق المصادقة عند كل دخول.

    احفظوا رموز الاسترداد حيث تجدونها دون هاتفكم. وإن لم تكونوا أنتم، فأخبروا القائمين على ⟦Sharing Center⟧.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_second_factor_that_is_off() {
    assert_snapshot!(shown(&samples::second_factor_off(), "ar"), @"
    Subject: العامل الثاني معطّل

    تحية طيبة،

    لم يعد حسابكم في ⟦Sharing Center⟧ يطلب رمزًا عند الدخول: عُطّل العامل الثاني.

    إن لم تكونوا أنتم، فاختاروا الآن كلمة مرور جديدة، وأخبروا القائمين على ⟦Sharing Center⟧.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_second_factor_that_an_admin_took() {
    assert_snapshot!(shown(&samples::second_factor_reset(), "ar"), @"
    Subject: أُزيل العامل الثاني من حسابكم

    تحية طيبة،

    أزالت إدارة ⟦Sharing Center⟧ العامل الثاني من حسابكم، كما يُفعل لمن فقده. وأُنهيت كل جلساتكم.

    ادخلوا بكلمة المرور وأعدّوا عاملًا جديدًا. وإن لم تطلبوا ذلك، فاكتبوا إلى القائمين على ⟦Sharing Center⟧.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_recovery_code_that_was_used() {
    assert_snapshot!(shown(&samples::recovery_code_used(), "ar"), @"
    Subject: استُعمل رمز استرداد من حسابكم

    تحية طيبة،

    استُعمل رمز استرداد في ⟦Sharing Center⟧ بدل رمز من تطبيق المصادقة. الرموز الباقية: 9.

    إن لم تكونوا أنتم، فاختاروا الآن كلمة مرور جديدة واطلبوا رموز استرداد أخرى.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_token_for_a_program() {
    assert_snapshot!(shown(&samples::token_created(), "ar"), @"
    Subject: أُنشئ رمز وصول لبرنامج: ⟦Nightly upload⟧

    تحية طيبة،

    أُنشئ في حسابكم في ⟦Sharing Center⟧ رمز وصول باسم «⟦Nightly upload⟧». والبرنامج الذي يحمله يستطيع العمل باسمكم في حدود ما أُنشئ له.

    إن لم تكونوا أنتم، فأنهوه واختاروا كلمة مرور جديدة.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_closed_account() {
    assert_snapshot!(shown(&samples::account_deactivated(), "ar"), @"
    Subject: أُوقف حسابكم

    تحية طيبة،

    أُوقف حسابكم في ⟦Sharing Center⟧. لا يستطيع أحد الدخول به، وانتهت جلساته ورموز الوصول التابعة له.

    ما شاركتموه يبقى في مكانه. وإن رأيتم في ذلك خطأ، فاكتبوا إلى القائمين على ⟦Sharing Center⟧.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_account_that_is_open_again() {
    assert_snapshot!(shown(&samples::account_reactivated(), "ar"), @"
    Subject: عاد حسابكم إلى العمل

    تحية طيبة،

    عاد حسابكم في ⟦Sharing Center⟧ إلى العمل. ادخلوا كالمعتاد؛ أما رموز الوصول للبرامج فيجب إنشاؤها من جديد.

    الذهاب إلى حسابكم:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_deleted_account() {
    assert_snapshot!(shown(&samples::account_deleted(), "ar"), @"
    Subject: حُذف حسابكم

    تحية طيبة،

    حُذف حسابكم في ⟦Sharing Center⟧، ومعه ما كنا نحفظه عنكم. وما شاركته منظمتكم يبقى، دون اسمكم.

    هذه آخر رسالة تصلكم منه.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_successor_who_was_named() {
    assert_snapshot!(shown(&samples::successor_named(), "ar"), @"
    Subject: سُمّيتم لتولي الإدارة

    تحية طيبة،

    سمّاكم ⟦Ingrid Sol⟧ لتولي إدارة ⟦Sharing Center⟧ إن لم يعد أحد من الإدارة يدخل إليها.

    لا يتغير شيء الآن، وسنخبركم قبل أن يحدث ذلك. وإن فضّلتم غير ذلك، فأخبروا ⟦Ingrid Sol⟧.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn successors_are_about_to_take_over() {
    assert_snapshot!(shown(&samples::succession_ahead(), "ar"), @"
    Subject: يُرجى الدخول: لم يدخل أحد من الإدارة منذ زمن طويل

    تحية طيبة،

    لم يدخل أحد من إدارة ⟦Sharing Center⟧ منذ 10 سبتمبر 2026، الساعة 08:00 بالتوقيت العالمي. وإن لم يدخل أحد حتى 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي، يصبح من سُمّوا لتولي الإدارة مديرين: ⟦Rosa Díaz, Leo Mar⟧.

    يكفي دخول واحد من أي مدير لإيقاف ذلك.

    الدخول:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn successors_have_taken_over() {
    assert_snapshot!(shown(&samples::succession_done(), "ar"), @"
    Subject: أصبح لـ⟦Sharing Center⟧ مديرون آخرون

    تحية طيبة،

    لم يكن أحد من إدارة ⟦Sharing Center⟧ قد دخل منذ زمن طويل. ومن سُمّوا لتولي الإدارة هم الآن من إدارتها.

    وما زلتم أنتم أيضًا من الإدارة. وإن فاجأكم ذلك، فادخلوا وتحدثوا معهم.

    الدخول:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn whoever_took_over() {
    assert_snapshot!(shown(&samples::made_admin(), "ar"), @"
    Subject: أصبحتم من إدارة ⟦Sharing Center⟧

    تحية طيبة،

    لم يدخل أحد من إدارة ⟦Sharing Center⟧ منذ زمن طويل. ولأنكم سُمّيتم لتولي الإدارة، فأنتم الآن من إدارتها.

    انظروا أولًا فيما ينتظر قرارًا، وسمّوا بدوركم من يخلفكم.

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_single_admin() {
    assert_snapshot!(shown(&samples::admins_few(), "ar"), @"
    Subject: قد تبقى ⟦Sharing Center⟧ قريبًا دون من يديرها

    تحية طيبة،

    أنتم وحدكم من يدير ⟦Sharing Center⟧. فإن لم تستطيعوا الدخول يومًا، فلن يستطيع أحد إدارتها.

    اجعلوا شخصًا آخر مديرًا أيضًا، أو سمّوا من يخلفكم: يصبح مديرًا حين لا يعود أحد يدخل.

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn admins_who_stay_away() {
    assert_snapshot!(shown(&samples::admins_away(), "ar"), @"
    Subject: قد تبقى ⟦Sharing Center⟧ قريبًا دون من يديرها

    تحية طيبة،

    لم يدخل أحد من إدارة ⟦Sharing Center⟧ منذ 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    اجعلوا شخصًا آخر مديرًا أيضًا، أو سمّوا من يخلفكم: يصبح مديرًا حين لا يعود أحد يدخل.

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_single_admin_who_stays_away() {
    assert_snapshot!(shown(&samples::last_admin_away(), "ar"), @"
    Subject: قد تبقى ⟦Sharing Center⟧ قريبًا دون من يديرها

    تحية طيبة،

    لـ⟦Sharing Center⟧ مدير واحد، ولم يدخل منذ 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي.

    اجعلوا شخصًا آخر مديرًا أيضًا، أو سمّوا من يخلفكم: يصبح مديرًا حين لا يعود أحد يدخل.

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
