# SPDX-License-Identifier: GPL-2.0-or-later
# A page and what really is printed, in one language: without addresses, process ids and runs of blanks, and
# with one word for the instruction that Intel's and AMD's vDSO go into the kernel by. For sed -E.
s/vdso:(sysenter|syscall) */vdso:FAST /
s/by (sysenter|syscall) in /by FAST in /
s/ at the (sysenter|syscall) at / at the FAST at /
s/^layout +modern (sysenter|syscall)/layout modern FAST/
s/0f (34|05) +(sysenter|syscall)/0f XX FAST/
s/89 (e5|cd) +mov %e(sp|cx),%ebp/89 XX mov %eXX,%ebp/
s/\b(0x)?[0-9a-f]{7,8}\b/ADDR/g
s/(si_pid=|getppid\(\) = |kill\()[0-9]+/\1PID/
s/si_uid=[0-9]+/si_uid=UID/
s/[[:space:]]+/ /g
s/ $//
