//! The tables as diesel sees them; the migrations of both databases say the same, and a test compares them.

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        folded_email -> Text,
        name -> Text,
        role -> Text,
        status -> Text,
        password_hash -> Nullable<Text>,
        language -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        last_login_at -> Nullable<Timestamp>,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    organizations (id) {
        id -> Text,
        name -> Text,
        folded_name -> Text,
        status -> Text,
        summary -> Text,
        country -> Nullable<Text>,
        hides_country -> Bool,
        is_unlisted -> Bool,
        website -> Nullable<Text>,
        languages -> Text,
        topics -> Text,
        translations -> Text,
        contact_name -> Text,
        contact_email -> Text,
        contact_language -> Text,
        message -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        email_confirmed_at -> Nullable<Timestamp>,
        decided_at -> Nullable<Timestamp>,
        decided_by -> Nullable<Text>,
        decision_note -> Nullable<Text>,
        last_active_at -> Nullable<Timestamp>,
        status_reason -> Nullable<Text>,
        status_changed_at -> Nullable<Timestamp>,
        merged_into -> Nullable<Text>,
        quota_bytes -> Nullable<BigInt>,
        warned_at -> Nullable<Timestamp>,
        logo_sha256 -> Nullable<Text>,
    }
}

diesel::table! {
    organization_words (organization_id) {
        organization_id -> Text,
        sort_name -> Text,
        words -> Text,
    }
}

diesel::table! {
    former_names (organization_id, folded_name) {
        organization_id -> Text,
        folded_name -> Text,
        name -> Text,
        until -> Timestamp,
    }
}

diesel::table! {
    organization_edits (id) {
        id -> Text,
        organization_id -> Text,
        proposed_by -> Text,
        changes -> Text,
        status -> Text,
        note -> Nullable<Text>,
        created_at -> Timestamp,
        decided_at -> Nullable<Timestamp>,
        decided_by -> Nullable<Text>,
    }
}

diesel::table! {
    organization_logos (organization_id, blob_sha256) {
        organization_id -> Text,
        blob_sha256 -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    organization_messages (id) {
        id -> Text,
        organization_id -> Text,
        author_id -> Nullable<Text>,
        kind -> Text,
        text -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    join_requests (id) {
        id -> Text,
        organization_id -> Text,
        user_id -> Text,
        message -> Nullable<Text>,
        status -> Text,
        note -> Nullable<Text>,
        created_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        answered_by -> Nullable<Text>,
    }
}

diesel::table! {
    memberships (user_id, organization_id) {
        user_id -> Text,
        organization_id -> Text,
        role -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        organization_id -> Nullable<Text>,
        email -> Text,
        folded_email -> Text,
        role -> Text,
        language -> Text,
        status -> Text,
        invited_by -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        user_id -> Nullable<Text>,
    }
}

diesel::table! {
    password_resets (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        refresh_hash -> Text,
        previous_hash -> Nullable<Text>,
        rotated_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        last_used_at -> Timestamp,
        expires_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        device -> Text,
    }
}

diesel::table! {
    idempotency_keys (actor, method, path, idempotency_key) {
        actor -> Text,
        method -> Text,
        path -> Text,
        idempotency_key -> Text,
        body_hash -> Nullable<Text>,
        status -> Nullable<Integer>,
        answer -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        node -> Nullable<Text>,
    }
}

diesel::table! {
    resources (id) {
        id -> Text,
        organization_id -> Text,
        status -> Text,
        current_edition_id -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<Text>,
        withdrawal_reason -> Nullable<Text>,
        withdrawal_note -> Nullable<Text>,
        review_by -> Nullable<Timestamp>,
        reviewed_at -> Nullable<Timestamp>,
        review_stage -> Integer,
        hiding_id -> Nullable<Text>,
        link_dead_since -> Nullable<Timestamp>,
        use_count -> BigInt,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        organization_id -> Text,
        created_by -> Text,
        resource_id -> Nullable<Text>,
        based_on_edition_id -> Nullable<Text>,
        status -> Text,
        version -> BigInt,
        metadata -> Text,
        section -> Nullable<Text>,
        language -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        updated_by -> Text,
        submitted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    blobs (sha256) {
        sha256 -> Text,
        size_bytes -> BigInt,
        status -> Text,
        media_type -> Nullable<Text>,
        page_count -> Nullable<Integer>,
        language -> Nullable<Text>,
        title -> Nullable<Text>,
        detail -> Nullable<Text>,
        extractor_version -> Nullable<Integer>,
        inspected_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        condemned_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    texts (blob_sha256, extractor_version, page) {
        blob_sha256 -> Text,
        extractor_version -> Integer,
        page -> Integer,
        compressed_text -> Binary,
    }
}

diesel::table! {
    files (id) {
        id -> Text,
        submission_id -> Text,
        blob_sha256 -> Text,
        name -> Text,
        language -> Nullable<Text>,
        position -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    claims (submission_id) {
        submission_id -> Text,
        reviewer_id -> Text,
        claimed_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    decisions (id) {
        id -> Text,
        submission_id -> Text,
        reviewer_id -> Text,
        verdict -> Text,
        section -> Nullable<Text>,
        reason -> Nullable<Text>,
        note -> Nullable<Text>,
        override_reason -> Nullable<Text>,
        decided_at -> Timestamp,
        hold_until -> Timestamp,
        effective_at -> Timestamp,
        carried_out_at -> Nullable<Timestamp>,
        undone_at -> Nullable<Timestamp>,
        undone_by -> Nullable<Text>,
        rule_id -> Nullable<Text>,
    }
}

diesel::table! {
    editions (id) {
        id -> Text,
        resource_id -> Text,
        number -> Integer,
        submission_id -> Text,
        decision_id -> Text,
        metadata -> Text,
        section -> Text,
        published_at -> Timestamp,
    }
}

diesel::table! {
    edition_files (id) {
        id -> Text,
        edition_id -> Text,
        blob_sha256 -> Text,
        name -> Text,
        language -> Nullable<Text>,
        position -> Integer,
    }
}

diesel::table! {
    translations (edition_id, language) {
        edition_id -> Text,
        language -> Text,
        title -> Text,
        summary -> Nullable<Text>,
    }
}

diesel::table! {
    relations (id) {
        id -> Text,
        from_resource_id -> Text,
        to_resource_id -> Text,
        kind -> Text,
        created_at -> Timestamp,
        changed -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    changes (seq) {
        seq -> BigInt,
        kind -> Text,
        subject_id -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    change_counter (id) {
        id -> Integer,
        seq -> BigInt,
    }
}

diesel::table! {
    events (id) {
        id -> Text,
        at -> Timestamp,
        actor_id -> Nullable<Text>,
        act -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        request_id -> Nullable<Text>,
        details -> Text,
        organization_id -> Nullable<Text>,
    }
}

diesel::table! {
    event_values (event_id, name) {
        event_id -> Text,
        name -> Text,
        value -> Nullable<Text>,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        subject_id -> Text,
        due_at -> Timestamp,
        attempts -> Integer,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
        fence -> BigInt,
        last_error -> Nullable<Text>,
        parked_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    timers (kind) {
        kind -> Text,
        period_seconds -> BigInt,
        due_at -> Timestamp,
    }
}

diesel::table! {
    notifications (id) {
        id -> Text,
        kind -> Text,
        user_id -> Nullable<Text>,
        email -> Text,
        language -> Text,
        subject_id -> Text,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        waits_for_digest -> Bool,
        bounced_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    tombstones (subject_id) {
        subject_id -> Text,
        kind -> Text,
        reason -> Text,
        note -> Nullable<Text>,
        blob_hashes -> Text,
        purged_at -> Timestamp,
    }
}

diesel::table! {
    nodes (name) {
        name -> Text,
        key_fingerprint -> Text,
        version -> Text,
        started_at -> Timestamp,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    backups (id) {
        id -> Text,
        started_at -> Timestamp,
        ended_at -> Timestamp,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    mail_choices (user_id, mail_group) {
        user_id -> Text,
        mail_group -> Text,
        delivery -> Text,
        chosen_at -> Timestamp,
    }
}

diesel::table! {
    settings (id) {
        id -> Integer,
        version -> BigInt,
        chosen -> Text,
        updated_at -> Nullable<Timestamp>,
        updated_by -> Nullable<Text>,
    }
}

diesel::table! {
    mail_hours (user_id) {
        user_id -> Text,
        time_zone -> Text,
        hour_of_day -> Integer,
    }
}

diesel::table! {
    page_versions (page, number) {
        page -> Text,
        number -> Integer,
        is_substantive -> Bool,
        published_at -> Timestamp,
        published_by -> Text,
    }
}

diesel::table! {
    follows (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        value -> Text,
        frequency -> Text,
        created_at -> Timestamp,
        seen_until -> Timestamp,
        told -> Text,
    }
}

diesel::table! {
    page_texts (page, number, language) {
        page -> Text,
        number -> Integer,
        language -> Text,
        title -> Text,
        source -> Text,
    }
}

diesel::table! {
    vocabulary_terms (vocabulary, value) {
        vocabulary -> Text,
        value -> Text,
        parent -> Nullable<Text>,
        labels -> Text,
        plain -> Text,
        is_adaptable -> Bool,
        is_sellable -> Bool,
        url -> Nullable<Text>,
        position -> Integer,
        is_hidden -> Bool,
        merged_into -> Nullable<Text>,
        version -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    saved_searches (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        search -> Text,
        frequency -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        begun_at -> Timestamp,
        seen_until -> Timestamp,
        told -> Text,
    }
}

diesel::table! {
    vocabulary_counter (id) {
        id -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    daily_counts (day, kind, subject_id, visitor) {
        day -> Text,
        kind -> Text,
        subject_id -> Text,
        visitor -> Text,
        times -> BigInt,
    }
}

diesel::table! {
    reports (id) {
        id -> Text,
        resource_id -> Text,
        kind -> Text,
        message -> Text,
        email -> Nullable<Text>,
        language -> Text,
        status -> Text,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        version -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    empty_searches (query_hash, day) {
        query_hash -> Text,
        day -> Text,
        visitors -> BigInt,
        times -> BigInt,
    }
}

diesel::table! {
    hidings (id) {
        id -> Text,
        resource_id -> Text,
        hidden_by -> Text,
        reason -> Text,
        note -> Text,
        hidden_at -> Timestamp,
        statement -> Nullable<Text>,
        statement_by -> Nullable<Text>,
        statement_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decision_note -> Nullable<Text>,
        reminded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    empty_search_words (query_hash) {
        query_hash -> Text,
        words -> Text,
        shown_since -> Text,
    }
}

diesel::table! {
    removal_requests (id) {
        id -> Text,
        resource_id -> Text,
        requested_by -> Text,
        reason -> Text,
        created_at -> Timestamp,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decision_note -> Nullable<Text>,
    }
}

diesel::table! {
    uses (id) {
        id -> Text,
        resource_id -> Text,
        organization_id -> Text,
        user_id -> Text,
        status -> Text,
        people -> Nullable<Integer>,
        setting -> Nullable<Text>,
        changed -> Nullable<Text>,
        text -> Text,
        adaptation_id -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decision_note -> Nullable<Text>,
    }
}

diesel::table! {
    link_checks (resource_id) {
        resource_id -> Text,
        url -> Text,
        checked_at -> Timestamp,
        next_at -> Timestamp,
        failures -> Integer,
        failing_since -> Nullable<Timestamp>,
        detail -> Nullable<Text>,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        token_hash -> Text,
        scopes -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    known_origins (user_id, kind, mark) {
        user_id -> Text,
        kind -> Text,
        mark -> Text,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    address_changes (id) {
        id -> Text,
        user_id -> Text,
        old_email -> Text,
        new_email -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        stopped_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    second_factors (user_id) {
        user_id -> Text,
        sealed_secret -> Text,
        created_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        last_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (user_id, code_hash) {
        user_id -> Text,
        code_hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    successors (user_id) {
        user_id -> Text,
        successor_id -> Text,
        named_at -> Timestamp,
    }
}

diesel::table! {
    checklists (version) {
        version -> BigInt,
        items -> Text,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    bouncing_addresses (folded_email) {
        folded_email -> Text,
        bounces -> Integer,
        last_status -> Text,
        last_bounced_at -> Timestamp,
        marked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    checklist_ticks (id) {
        id -> Text,
        submission_id -> Text,
        decision_id -> Nullable<Text>,
        side -> Text,
        checklist_version -> BigInt,
        item -> Text,
        ticked_by -> Text,
        ticked_at -> Timestamp,
    }
}

diesel::table! {
    escalations (submission_id, step) {
        submission_id -> Text,
        step -> Text,
        submitted_at -> Timestamp,
        escalated_at -> Timestamp,
    }
}

diesel::table! {
    correction_rules (id) {
        id -> Text,
        fields -> Text,
        organization_id -> Nullable<Text>,
        after_approvals -> BigInt,
        created_by -> Text,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
    }
}

diesel::table! {
    translation_wishes (id) {
        id -> Text,
        resource_id -> Text,
        language -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        fulfilled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    imported_rows (source, row_key) {
        source -> Text,
        row_key -> Text,
        row_hash -> Text,
        submission_id -> Nullable<Text>,
        decision_id -> Nullable<Text>,
        edition_number -> Nullable<Integer>,
        published_at -> Nullable<Timestamp>,
        imported_at -> Timestamp,
    }
}

diesel::table! {
    old_addresses (path) {
        path -> Text,
        resource_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        created_by -> Text,
        status -> Text,
        options -> Text,
        blob_sha256 -> Nullable<Text>,
        rows_total -> BigInt,
        rows_done -> BigInt,
        report -> Nullable<Text>,
        failure -> Nullable<Text>,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    exports (id) {
        id -> Text,
        created_by -> Text,
        organization_id -> Nullable<Text>,
        status -> Text,
        blob_sha256 -> Nullable<Text>,
        size_bytes -> Nullable<BigInt>,
        editions_total -> BigInt,
        editions_done -> BigInt,
        failure -> Nullable<Text>,
        created_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contact_messages (id) {
        id -> Text,
        name -> Nullable<Text>,
        email -> Nullable<Text>,
        language -> Text,
        message -> Nullable<Text>,
        created_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        answered_by -> Nullable<Text>,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Text,
        url -> Text,
        description -> Text,
        events -> Text,
        secret -> Text,
        is_active -> Bool,
        version -> BigInt,
        failing_since -> Nullable<Timestamp>,
        disabled_at -> Nullable<Timestamp>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Text,
        webhook_id -> Text,
        event -> Text,
        body -> Text,
        status -> Text,
        attempts -> Integer,
        answer_status -> Nullable<Integer>,
        failure -> Nullable<Text>,
        took_ms -> Nullable<BigInt>,
        created_at -> Timestamp,
        tried_at -> Nullable<Timestamp>,
        delivered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    comments (id) {
        id -> Text,
        submission_id -> Text,
        author_id -> Text,
        side -> Text,
        is_internal -> Bool,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    comment_reads (submission_id, user_id) {
        submission_id -> Text,
        user_id -> Text,
        comment_id -> Text,
        read_at -> Timestamp,
    }
}

diesel::table! {
    reasons (code) {
        code -> Text,
        uses -> Text,
        field -> Nullable<Text>,
        labels -> Text,
        sentences -> Text,
        position -> Integer,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        archived_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    parkings (submission_id) {
        submission_id -> Text,
        reason -> Text,
        note -> Nullable<Text>,
        parked_until -> Timestamp,
        parked_by -> Text,
        parked_at -> Timestamp,
    }
}

diesel::table! {
    second_looks (id) {
        id -> Text,
        submission_id -> Text,
        asked_by -> Text,
        asked_of_id -> Text,
        question -> Nullable<Text>,
        asked_at -> Timestamp,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    reviewer_profiles (user_id) {
        user_id -> Text,
        reads -> Text,
        away_until -> Nullable<Timestamp>,
        version -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    users,
    organizations,
    organization_words,
    former_names,
    organization_edits,
    organization_logos,
    organization_messages,
    join_requests,
    memberships,
    invitations,
    password_resets,
    sessions,
    idempotency_keys,
    resources,
    submissions,
    blobs,
    texts,
    files,
    claims,
    decisions,
    editions,
    edition_files,
    translations,
    relations,
    changes,
    change_counter,
    events,
    event_values,
    jobs,
    timers,
    notifications,
    tombstones,
    nodes,
    backups,
    mail_choices,
    mail_hours,
    follows,
    saved_searches,
    bouncing_addresses,
    settings,
    page_versions,
    page_texts,
    vocabulary_terms,
    vocabulary_counter,
    daily_counts,
    empty_searches,
    empty_search_words,
    reports,
    hidings,
    removal_requests,
    uses,
    link_checks,
    api_tokens,
    known_origins,
    address_changes,
    second_factors,
    recovery_codes,
    successors,
    checklists,
    checklist_ticks,
    escalations,
    correction_rules,
    translation_wishes,
    imported_rows,
    old_addresses,
    imports,
    exports,
    contact_messages,
    webhooks,
    webhook_deliveries,
    comments,
    comment_reads,
    reasons,
    parkings,
    second_looks,
    reviewer_profiles,
);
diesel::joinable!(files -> blobs (blob_sha256));
diesel::joinable!(edition_files -> blobs (blob_sha256));
diesel::joinable!(memberships -> organizations (organization_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(organization_words -> organizations (organization_id));
diesel::joinable!(organization_logos -> blobs (blob_sha256));
diesel::joinable!(join_requests -> organizations (organization_id));
diesel::joinable!(join_requests -> users (user_id));
diesel::joinable!(submissions -> organizations (organization_id));
diesel::joinable!(resources -> organizations (organization_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(checklist_ticks -> users (ticked_by));
diesel::joinable!(decisions -> submissions (submission_id));
diesel::joinable!(translation_wishes -> resources (resource_id));
diesel::joinable!(old_addresses -> resources (resource_id));
