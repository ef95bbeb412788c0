//! The restrictions that the extracting process lays upon itself before it reads: resource limits, landlock and seccomp.
//!
//! Not a jail for programs in general: the process already holds all that it needs (its input, its output, its memory), so that everything else
//! can go. Two layers each cover what the other may miss. On Linux all of them hold, or [`restrict`] fails and nothing is read; elsewhere the
//! parent's limits on time and output are all there is.

/// Limits that the process can lay upon itself.
#[derive(Default)]
pub struct Own {
    pub memory_bytes: u64,
    pub cpu_seconds: u64,
}

#[cfg(not(target_os = "linux"))]
pub fn restrict(_limits: &Own) -> Result<(), String> {
    Ok(())
}

/// Restricts this thread and all that it starts. The error says which restriction is missing.
#[cfg(target_os = "linux")]
pub fn restrict(limits: &Own) -> Result<(), String> {
    // Where a machine runs out of memory, its kernel shall end the reader and not the library. No restriction: without it nothing is less safe.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    resources(limits).map_err(|error| format!("resource limits cannot be set: {error}"))?;
    linux::close_the_file_system()?;
    linux::filter_system_calls()
}

#[cfg(target_os = "linux")]
fn resources(limits: &Own) -> std::io::Result<()> {
    use rlimit::Resource;
    Resource::AS.set(limits.memory_bytes, limits.memory_bytes)?;
    // The soft limit says SIGXCPU, which names its reason; the hard one kills whoever ignores that.
    Resource::CPU.set(limits.cpu_seconds, limits.cpu_seconds.saturating_add(1))?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)?;
    Resource::NOFILE.set(16, 16)
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
    use seccompiler::{SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is, SeccompCondition, SeccompFilter, SeccompRule};
    use std::collections::BTreeMap;

    type Rules = BTreeMap<i64, Vec<SeccompRule>>;

    /// A ruleset without rules: no path can be opened, and where the kernel knows of them, no port reached and no other process signaled.
    pub fn close_the_file_system() -> Result<(), String> {
        let attempt = || {
            Ruleset::default()
                .handle_access(AccessFs::from_all(ABI::V6))?
                .handle_access(AccessNet::from_all(ABI::V6))?
                .scope(Scope::from_all(ABI::V6))?
                .create()?
                .restrict_self()
        };
        let status = attempt().map_err(|error: landlock::RulesetError| format!("landlock cannot be had: {error}"))?;
        match status.ruleset {
            RulesetStatus::NotEnforced => Err("landlock cannot be had: this kernel does not enforce it".to_owned()),
            RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
        }
    }

    pub fn filter_system_calls() -> Result<(), String> {
        let attempt = || -> Result<(), Box<dyn std::error::Error>> {
            // Where flags hide behind a pointer a filter cannot see them; libraries fall back to the older call when told that it is missing.
            let hidden = [libc::SYS_clone3, libc::SYS_openat2];
            let hidden = hidden.into_iter().map(|call| (call, Vec::new())).collect();
            install(hidden, libc::ENOSYS)?;
            let mut rules: Rules = FORBIDDEN.iter().chain(FORBIDDEN_OLD).map(|call| (*call, Vec::new())).collect();
            rules.extend(conditional()?);
            install(rules, libc::EPERM)
        };
        attempt().map_err(|error| format!("seccomp cannot be had: {error}"))
    }

    fn install(mut rules: Rules, errno: i32) -> Result<(), Box<dyn std::error::Error>> {
        // The x32 calls of x86_64 have the same effect under other numbers.
        if cfg!(target_arch = "x86_64") {
            const X32: i64 = 0x4000_0000;
            let copies: Vec<_> = rules.iter().map(|(call, rule)| (call | X32, rule.clone())).collect();
            rules.extend(copies);
        }
        let answer = SeccompAction::Errno(errno.unsigned_abs());
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, answer, std::env::consts::ARCH.try_into()?)?;
        let program: seccompiler::BpfProgram = filter.try_into()?;
        Ok(seccompiler::apply_filter(&program)?)
    }

    /// What is forbidden only in part.
    fn conditional() -> Result<Rules, seccompiler::BackendError> {
        let when = |argument: u8, is: Is, value: u64| -> Result<SeccompRule, seccompiler::BackendError> {
            SeccompRule::new(vec![SeccompCondition::new(argument, Length::Qword, is, value)?])
        };
        let bits = |flags: i32| u64::from(flags.unsigned_abs());
        let writing = |argument: u8| -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
            [libc::O_WRONLY, libc::O_RDWR, libc::O_CREAT, libc::O_TRUNC, libc::O_APPEND]
                .into_iter()
                .map(|flag| when(argument, Is::MaskedEq(bits(flag)), bits(flag)))
                .collect()
        };
        let own = u64::from(std::process::id());
        let rules = Rules::from([
            // A thread is welcome, a process is not.
            (libc::SYS_clone, vec![when(0, Is::MaskedEq(bits(libc::CLONE_THREAD)), 0)?]),
            (libc::SYS_openat, writing(2)?),
            // Limits may be asked for, not set: as root the hard ones could be raised again.
            (libc::SYS_prlimit64, vec![when(2, Is::Ne, 0)?]),
            // `abort` signals its own process in this way.
            (libc::SYS_tgkill, vec![when(0, Is::Ne, own)?]),
        ]);
        #[cfg(target_arch = "x86_64")]
        let old = Some((libc::SYS_open, writing(1)?));
        #[cfg(not(target_arch = "x86_64"))]
        let old = None;
        Ok(rules.into_iter().chain(old).collect())
    }

    /// By what they could do: reach others, start programs, watch or signal processes, change files that need no opening, change the machine,
    /// and the large young parts of the kernel that a reader has no use for.
    #[rustfmt::skip]
    const FORBIDDEN: &[i64] = &[
        libc::SYS_socket, libc::SYS_socketpair, libc::SYS_connect, libc::SYS_bind, libc::SYS_listen, libc::SYS_accept, libc::SYS_accept4,
        libc::SYS_sendto, libc::SYS_sendmsg, libc::SYS_sendmmsg, libc::SYS_recvfrom, libc::SYS_recvmsg, libc::SYS_recvmmsg,
        libc::SYS_execve, libc::SYS_execveat,
        libc::SYS_ptrace, libc::SYS_process_vm_readv, libc::SYS_process_vm_writev, libc::SYS_process_madvise, libc::SYS_kcmp,
        libc::SYS_kill, libc::SYS_tkill, libc::SYS_rt_sigqueueinfo, libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_pidfd_open, libc::SYS_pidfd_getfd, libc::SYS_pidfd_send_signal, libc::SYS_setpriority, libc::SYS_sched_setaffinity,
        libc::SYS_unlinkat, libc::SYS_renameat, libc::SYS_renameat2, libc::SYS_linkat, libc::SYS_symlinkat, libc::SYS_mkdirat,
        libc::SYS_mknodat, libc::SYS_fchmod, libc::SYS_fchmodat, libc::SYS_fchown, libc::SYS_fchownat, libc::SYS_utimensat,
        libc::SYS_truncate, libc::SYS_ftruncate, libc::SYS_fallocate, libc::SYS_copy_file_range,
        libc::SYS_setxattr, libc::SYS_lsetxattr, libc::SYS_fsetxattr, libc::SYS_removexattr, libc::SYS_lremovexattr, libc::SYS_fremovexattr,
        libc::SYS_chdir, libc::SYS_fchdir, libc::SYS_chroot, libc::SYS_pivot_root, libc::SYS_name_to_handle_at, libc::SYS_open_by_handle_at,
        libc::SYS_mount, libc::SYS_umount2, libc::SYS_move_mount, libc::SYS_open_tree, libc::SYS_mount_setattr,
        libc::SYS_fsopen, libc::SYS_fsconfig, libc::SYS_fsmount, libc::SYS_fspick,
        libc::SYS_unshare, libc::SYS_setns, libc::SYS_setrlimit,
        libc::SYS_setuid, libc::SYS_setgid, libc::SYS_setreuid, libc::SYS_setregid, libc::SYS_setresuid, libc::SYS_setresgid,
        libc::SYS_setfsuid, libc::SYS_setfsgid, libc::SYS_setgroups, libc::SYS_capset, libc::SYS_personality,
        libc::SYS_bpf, libc::SYS_perf_event_open, libc::SYS_userfaultfd, libc::SYS_fanotify_init, libc::SYS_inotify_init1,
        libc::SYS_io_uring_setup, libc::SYS_io_uring_enter, libc::SYS_io_uring_register, libc::SYS_io_setup, libc::SYS_io_submit,
        libc::SYS_add_key, libc::SYS_keyctl, libc::SYS_request_key, libc::SYS_memfd_create, libc::SYS_ioctl,
        libc::SYS_shmget, libc::SYS_shmat, libc::SYS_shmctl, libc::SYS_msgget, libc::SYS_msgsnd, libc::SYS_msgrcv, libc::SYS_msgctl,
        libc::SYS_semget, libc::SYS_semop, libc::SYS_semctl, libc::SYS_mq_open, libc::SYS_mq_unlink,
        libc::SYS_init_module, libc::SYS_finit_module, libc::SYS_delete_module, libc::SYS_kexec_load, libc::SYS_reboot,
        libc::SYS_swapon, libc::SYS_swapoff, libc::SYS_sethostname, libc::SYS_setdomainname, libc::SYS_acct, libc::SYS_quotactl,
        libc::SYS_syslog, libc::SYS_settimeofday, libc::SYS_clock_settime, libc::SYS_clock_adjtime, libc::SYS_adjtimex, libc::SYS_vhangup,
    ];

    /// Calls that only x86_64 still has beside their successors.
    #[cfg(target_arch = "x86_64")]
    #[rustfmt::skip]
    const FORBIDDEN_OLD: &[i64] = &[
        libc::SYS_fork, libc::SYS_vfork, libc::SYS_creat, libc::SYS_unlink, libc::SYS_rename, libc::SYS_link, libc::SYS_symlink,
        libc::SYS_mkdir, libc::SYS_rmdir, libc::SYS_mknod, libc::SYS_chmod, libc::SYS_chown, libc::SYS_lchown, libc::SYS_utime,
        libc::SYS_utimes, libc::SYS_futimesat, libc::SYS_inotify_init, libc::SYS_iopl, libc::SYS_ioperm, libc::SYS_modify_ldt,
        libc::SYS_kexec_file_load,
    ];
    #[cfg(not(target_arch = "x86_64"))]
    const FORBIDDEN_OLD: &[i64] = &[];
}
