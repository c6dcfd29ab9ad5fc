417799 417828 dev ok
417833 417995 kernel ok
417996 418026 cmdline ok
418028 418418 network ok
418427 418431 ramdisk ok
418433 418528 devices ok
418542 418555 hostname ok
418556 419859 loopback ok
419860 419868 settle ok
419870 420044 fstab ok
420046 420065 init ok
420067 420555 netwait ok
1 (init) S 0 1 1 0 -1 4194560 52 125 0 0 0 33 0 0 20 0 1 0 4 978944 98 18446744073709551615 4198400 4845827 140729379341792 0 0 0 0 0 524288 1 0 0 17 0 0 0 0 0 0 4985392 4993909 231985152 140729379344336 140729379344347 140729379344347 140729379344365 0
10 (kworker/0:0H-events_highpri) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
11 (kworker/u4:0-events_unbound) I 2 0 0 0 -1 69239136 0 0 0 0 0 3 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
12 (kworker/R-mm_percpu_wq) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
13 (ksoftirqd/0) S 2 0 0 0 -1 69238848 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
14 (rcu_sched) I 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
15 (rcu_exp_par_gp_kthread_worker/0) S 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
16 (rcu_exp_gp_kthread_worker) S 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
17 (migration/0) S 2 0 0 0 -1 69238848 0 0 0 0 0 0 0 0 -100 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 99 1 0 0 0 0 0 0 0 0 0 0 0
18 (cpuhp/0) S 2 0 0 0 -1 69238848 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
19 (kdevtmpfs) S 2 0 0 0 -1 2130240 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 4 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
20 (kworker/R-inet_frag_wq) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
21 (oom_reaper) S 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
22 (kworker/R-writeback) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
23 (kcompactd0) S 2 0 0 0 -1 2195520 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
24 (kworker/R-kblockd) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
25 (irq/9-acpi) S 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 -51 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 50 1 0 0 0 0 0 0 0 0 0 0 0
26 (watchdogd) S 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 -51 0 1 0 28 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 50 1 0 0 0 0 0 0 0 0 0 0 0
27 (kworker/u4:1) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 20 0 1 0 29 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
28 (kworker/0:1H) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 29 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
29 (kswapd0) S 2 0 0 0 -1 2263104 0 0 0 0 0 0 0 0 20 0 1 0 29 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
3 (pool_workqueue_release) S 2 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
30 (netcfg) D 1 30 30 0 -1 4194624 21 0 0 0 0 0 0 0 20 0 1 0 41 6864896 32 18446744073709551615 139817881788416 139817882000448 140728046130160 0 0 0 2147221247 0 0 1 0 0 17 0 0 0 0 0 0 139817882002016 139817882006848 93825373888512 140728046133195 140728046133208 140728046133208 140728046133234 0
31 (devd) S 1 31 31 0 -1 4194624 39 0 0 0 0 0 0 0 20 0 1 0 41 6864896 32 18446744073709551615 139817881788416 139817882000448 140728046130160 0 0 0 2147221247 0 0 1 0 0 17 0 0 0 0 0 0 139817882002016 139817882006848 93825373888512 140728046133195 140728046133208 140728046133208 140728046133234 0
34 (syslogd) S 1 34 34 0 -1 4194368 16 0 0 0 0 0 0 0 20 0 1 0 42 1048576 115 18446744073709551615 4198400 4845827 140725504977184 0 0 0 0 1 16386 1 0 0 17 0 0 0 0 0 0 4985392 4993909 414097408 140725504982877 140725504982890 140725504982890 140725504983018 0
36 (probe) S 1 36 36 0 -1 4194304 27 0 0 0 0 0 0 0 20 0 1 0 42 987136 131 18446744073709551615 4198400 4845827 140731707317216 0 0 0 0 4 65538 1 0 0 17 0 0 0 0 0 0 4985392 4993909 128155648 140731707322261 140731707322276 140731707322276 140731707322353 0
37 (probe) R 36 36 36 0 -1 4194368 21 0 0 0 0 0 0 0 20 0 1 0 42 991232 113 18446744073709551615 4198400 4845827 140731707317216 0 0 0 2147221247 0 65538 0 0 0 17 0 0 0 0 0 0 4985392 4993909 128155648 140731707322261 140731707322276 140731707322276 140731707322353 0
4 (kworker/R-kvfree_rcu_reclaim) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
5 (kworker/R-rcu_gp) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
6 (kworker/R-sync_wq) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
7 (kworker/R-slub_flushwq) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 0 -20 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
8 (kworker/0:0-events) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
9 (kworker/0:1-events_power_efficient) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 20 0 1 0 26 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0
[    0.000000] Linux version 6.12.117-rambox (rambox@rambox) (gcc (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP 1970-01-01 00:00:00 UTC
[    0.000000] Command line: console=ttyS0 no_timer_check rambox ip=dhcp quiet
[    0.000000] BIOS-provided physical RAM map:
[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
[    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved
[    0.000000] BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff] reserved
[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x0000000007fdffff] usable
[    0.000000] BIOS-e820: [mem 0x0000000007fe0000-0x0000000007ffffff] reserved
[    0.000000] BIOS-e820: [mem 0x00000000fffc0000-0x00000000ffffffff] reserved
[    0.000000] BIOS-e820: [mem 0x000000fd00000000-0x000000ffffffffff] reserved
[    0.000000] NX (Execute Disable) protection: active
[    0.000000] APIC: Static calls initialized
[    0.000000] SMBIOS 2.8 present.
[    0.000000] DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
[    0.000000] DMI: Memory slots populated: 1/1
[    0.000000] tsc: Fast TSC calibration using PIT
[    0.000000] tsc: Detected 999.984 MHz processor
[    0.003043] e820: update [mem 0x00000000-0x00000fff] usable ==> reserved
[    0.003052] e820: remove [mem 0x000a0000-0x000fffff] usable
[    0.003064] last_pfn = 0x7fe0 max_arch_pfn = 0x400000000
[    0.003070] MTRR map: 4 entries (3 fixed + 1 variable; max 19), built from 8 variable MTRRs
[    0.003077] x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
[    0.005625] found SMP MP-table at [mem 0x000f5ba0-0x000f5baf]
[    0.007413] RAMDISK: [mem 0x07f4b000-0x07fdffff]
[    0.007417] ACPI: Early table checksum verification disabled
[    0.007425] ACPI: RSDP 0x00000000000F59D0 000014 (v00 BOCHS )
[    0.007434] ACPI: RSDT 0x0000000007FE1AB2 000034 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
[    0.007447] ACPI: FACP 0x0000000007FE1966 000074 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
[    0.007461] ACPI: DSDT 0x0000000007FE0040 001926 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
[    0.007473] ACPI: FACS 0x0000000007FE0000 000040
[    0.007482] ACPI: APIC 0x0000000007FE19DA 000078 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
[    0.007495] ACPI: HPET 0x0000000007FE1A52 000038 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
[    0.007507] ACPI: WAET 0x0000000007FE1A8A 000028 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
[    0.007519] ACPI: Reserving FACP table memory at [mem 0x7fe1966-0x7fe19d9]
[    0.007524] ACPI: Reserving DSDT table memory at [mem 0x7fe0040-0x7fe1965]
[    0.007529] ACPI: Reserving FACS table memory at [mem 0x7fe0000-0x7fe003f]
[    0.007535] ACPI: Reserving APIC table memory at [mem 0x7fe19da-0x7fe1a51]
[    0.007540] ACPI: Reserving HPET table memory at [mem 0x7fe1a52-0x7fe1a89]
[    0.007545] ACPI: Reserving WAET table memory at [mem 0x7fe1a8a-0x7fe1ab1]
[    0.007585] Zone ranges:
[    0.007587]   DMA32    [mem 0x0000000000001000-0x0000000007fdffff]
[    0.007593]   Normal   empty
[    0.007596] Movable zone start for each node
[    0.007598] Early memory node ranges
[    0.007600]   node   0: [mem 0x0000000000001000-0x000000000009efff]
[    0.007606]   node   0: [mem 0x0000000000100000-0x0000000007fdffff]
[    0.007611] Initmem setup node 0 [mem 0x0000000000001000-0x0000000007fdffff]
[    0.007623] On node 0, zone DMA32: 1 pages in unavailable ranges
[    0.008740] On node 0, zone DMA32: 97 pages in unavailable ranges
[    0.008747] On node 0, zone DMA32: 32 pages in unavailable ranges
[    0.008755] ACPI: PM-Timer IO Port: 0x608
[    0.008765] ACPI: LAPIC_NMI (acpi_id[0xff] dfl dfl lint[0x1])
[    0.008771] IOAPIC[0]: apic_id 0, version 32, address 0xfec00000, GSI 0-23
[    0.008780] ACPI: INT_SRC_OVR (bus 0 bus_irq 0 global_irq 2 dfl dfl)
[    0.008786] ACPI: INT_SRC_OVR (bus 0 bus_irq 5 global_irq 5 high level)
[    0.008792] ACPI: INT_SRC_OVR (bus 0 bus_irq 9 global_irq 9 high level)
[    0.008798] ACPI: INT_SRC_OVR (bus 0 bus_irq 10 global_irq 10 high level)
[    0.008805] ACPI: INT_SRC_OVR (bus 0 bus_irq 11 global_irq 11 high level)
[    0.008822] ACPI: Using ACPI (MADT) for SMP configuration information
[    0.008825] ACPI: HPET id: 0x8086a201 base: 0xfed00000
[    0.008864] CPU topo: Max. logical packages:   1
[    0.008867] CPU topo: Max. logical dies:       1
[    0.008870] CPU topo: Max. dies per package:   1
[    0.008905] CPU topo: Max. threads per core:   1
[    0.008908] CPU topo: Num. cores per package:     1
[    0.008912] CPU topo: Num. threads per package:   1
[    0.008915] CPU topo: Allowing 1 present CPUs plus 0 hotplug CPUs
[    0.008924] [mem 0x08000000-0xfffbffff] available for PCI devices
[    0.008929] Booting paravirtualized kernel on bare hardware
[    0.008932] clocksource: refined-jiffies: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 7645519600211568 ns
[    0.008942] setup_percpu: NR_CPUS:64 nr_cpumask_bits:1 nr_cpu_ids:1 nr_node_ids:1
[    0.011204] percpu: Embedded 43 pages/cpu s144216 r0 d31912 u2097152
[    0.011216] pcpu-alloc: s144216 r0 d31912 u2097152 alloc=1*2097152
[    0.011225] pcpu-alloc: [0] 0
[    0.011249] Kernel command line: console=ttyS0 no_timer_check rambox ip=dhcp quiet
[    0.011396] Unknown kernel command line parameters "rambox ip=dhcp", will be passed to user space.
[    0.011546] Dentry cache hash table entries: 16384 (order: 5, 131072 bytes, linear)
[    0.011621] Inode-cache hash table entries: 8192 (order: 4, 65536 bytes, linear)
[    0.011652] Built 1 zonelists, mobility grouping on.  Total pages: 32638
[    0.011657] mem auto-init: stack:all(zero), heap alloc:off, heap free:off
[    0.012720] SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=1, Nodes=1
[    0.012835] rcu: Hierarchical RCU implementation.
[    0.012837] rcu: 	RCU restricting CPUs from NR_CPUS=64 to nr_cpu_ids=1.
[    0.012841] rcu: RCU calculated value of scheduler-enlistment delay is 25 jiffies.
[    0.012845] rcu: Adjusting geometry for rcu_fanout_leaf=16, nr_cpu_ids=1
[    0.012856] NR_IRQS: 4352, nr_irqs: 256, preallocated irqs: 16
[    0.013134] rcu: srcu_init: Setting srcu_struct sizes based on contention.
[    0.013138] clocksource: jiffies: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 7645041785100000 ns
[    0.013238] Console: colour *CGA 80x25
[    0.013246] printk: legacy console [ttyS0] enabled
[    0.013323] ACPI: Core revision 20240827
[    0.013401] clocksource: hpet: mask: 0xffffffff max_cycles: 0xffffffff, max_idle_ns: 19112604467 ns
[    0.013412] APIC: Switch to symmetric I/O mode setup
[    0.013627] ..TIMER: vector=0x30 apic1=0 pin1=2 apic2=-1 pin2=-1
[    0.013637] clocksource: tsc-early: mask: 0xffffffffffffffff max_cycles: 0x1cd410127d5, max_idle_ns: 881590536162 ns
[    0.013646] Calibrating delay loop (skipped), value calculated using timer frequency.. 1999.96 BogoMIPS (lpj=3999936)
[    0.013661] Last level iTLB entries: 4KB 512, 2MB 255, 4MB 127
[    0.013667] Last level dTLB entries: 4KB 512, 2MB 255, 4MB 127, 1GB 0
[    0.013676] Spectre V1 : Mitigation: usercopy/swapgs barriers and __user pointer sanitization
[    0.013683] Spectre V2 : Mitigation: Retpolines
[    0.013688] Spectre V2 : Spectre v2 / SpectreRSB: Filling RSB on context switch and VMEXIT
[    0.013694] x86/fpu: x87 FPU will use FXSAVE
[    0.046820] Freeing SMP alternatives memory: 16K
[    0.046829] pid_max: default: 32768 minimum: 301
[    0.046883] Mount-cache hash table entries: 512 (order: 0, 4096 bytes, linear)
[    0.046892] Mountpoint-cache hash table entries: 512 (order: 0, 4096 bytes, linear)
[    0.263226] smpboot: CPU0: AMD QEMU Virtual CPU version 2.5+ (family: 0xf, model: 0x6b, stepping: 0x1)
[    0.263713] Performance Events: PMU not available due to virtualization, using software events only.
[    0.263763] signal: max sigframe size: 1040
[    0.263825] rcu: Hierarchical SRCU implementation.
[    0.263829] rcu: 	Max phase no-delay instances is 1000.
[    0.264062] smp: Bringing up secondary CPUs ...
[    0.264068] smp: Brought up 1 node, 1 CPU
[    0.264074] smpboot: Total of 1 processors activated (1999.96 BogoMIPS)
[    0.264136] Memory: 115384K/130552K available (6144K kernel code, 539K rwdata, 792K rodata, 1080K init, 372K bss, 13940K reserved, 0K cma-reserved)
[    0.264259] devtmpfs: initialized
[    0.264901] futex hash table entries: 256 (order: 2, 16384 bytes, linear)
[    0.265399] NET: Registered PF_NETLINK/PF_ROUTE protocol family
[    0.265646] acpiphp: ACPI Hot Plug PCI Controller Driver version: 0.5
[    0.265646] PCI: Using configuration type 1 for base access
[    0.265646] ACPI: Added _OSI(Module Device)
[    0.265646] ACPI: Added _OSI(Processor Device)
[    0.265646] ACPI: Added _OSI(Processor Aggregator Device)
[    0.267366] ACPI: 1 ACPI AML tables successfully acquired and loaded
[    0.268497] ACPI: Interpreter enabled
[    0.268509] ACPI: PM: (supports S0 S5)
[    0.268514] ACPI: Using IOAPIC for interrupt routing
[    0.268543] PCI: Using host bridge windows from ACPI; if necessary, use "pci=nocrs" and report a bug
[    0.268549] PCI: Using E820 reservations for host bridge windows
[    0.268812] ACPI: Enabled 2 GPEs in block 00 to 0F
[    0.275998] ACPI: PCI Root Bridge [PCI0] (domain 0000 [bus 00-ff])
[    0.276010] acpi PNP0A03:00: _OSC: OS supports [Segments MSI HPX-Type3]
[    0.276020] acpi PNP0A03:00: _OSC: not requesting OS control; OS requires [ExtendedConfig ASPM ClockPM MSI]
[    0.276036] acpi PNP0A03:00: fail to add MMCONFIG information, can't access extended configuration space under this bridge
[    0.276425] acpiphp: Slot [2] registered
[    0.276467] acpiphp: Slot [3] registered
[    0.276510] acpiphp: Slot [4] registered
[    0.276552] acpiphp: Slot [5] registered
[    0.276594] acpiphp: Slot [6] registered
[    0.276636] acpiphp: Slot [7] registered
[    0.276679] acpiphp: Slot [8] registered
[    0.276721] acpiphp: Slot [9] registered
[    0.276763] acpiphp: Slot [10] registered
[    0.276806] acpiphp: Slot [11] registered
[    0.276849] acpiphp: Slot [12] registered
[    0.276892] acpiphp: Slot [13] registered
[    0.276934] acpiphp: Slot [14] registered
[    0.276977] acpiphp: Slot [15] registered
[    0.277020] acpiphp: Slot [16] registered
[    0.277063] acpiphp: Slot [17] registered
[    0.277105] acpiphp: Slot [18] registered
[    0.277149] acpiphp: Slot [19] registered
[    0.277192] acpiphp: Slot [20] registered
[    0.277235] acpiphp: Slot [21] registered
[    0.277277] acpiphp: Slot [22] registered
[    0.277321] acpiphp: Slot [23] registered
[    0.277364] acpiphp: Slot [24] registered
[    0.277408] acpiphp: Slot [25] registered
[    0.277451] acpiphp: Slot [26] registered
[    0.277495] acpiphp: Slot [27] registered
[    0.277538] acpiphp: Slot [28] registered
[    0.277583] acpiphp: Slot [29] registered
[    0.277626] acpiphp: Slot [30] registered
[    0.277677] acpiphp: Slot [31] registered
[    0.277687] PCI host bridge to bus 0000:00
[    0.277697] pci_bus 0000:00: root bus resource [io  0x0000-0x0cf7 window]
[    0.277706] pci_bus 0000:00: root bus resource [io  0x0d00-0xffff window]
[    0.277715] pci_bus 0000:00: root bus resource [mem 0x000a0000-0x000bffff window]
[    0.277725] pci_bus 0000:00: root bus resource [mem 0x08000000-0xfebfffff window]
[    0.277735] pci_bus 0000:00: root bus resource [mem 0x100000000-0x17fffffff window]
[    0.277745] pci_bus 0000:00: root bus resource [bus 00-ff]
[    0.277778] pci 0000:00:00.0: [8086:1237] type 00 class 0x060000 conventional PCI endpoint
[    0.278823] pci 0000:00:01.0: [8086:7000] type 00 class 0x060100 conventional PCI endpoint
[    0.279878] pci 0000:00:01.1: [8086:7010] type 00 class 0x010180 conventional PCI endpoint
[    0.279894] pci 0000:00:01.1: BAR 4 [io  0xc020-0xc02f]
[    0.279905] pci 0000:00:01.1: BAR 0 [io  0x01f0-0x01f7]: legacy IDE quirk
[    0.279914] pci 0000:00:01.1: BAR 1 [io  0x03f6]: legacy IDE quirk
[    0.279922] pci 0000:00:01.1: BAR 2 [io  0x0170-0x0177]: legacy IDE quirk
[    0.279930] pci 0000:00:01.1: BAR 3 [io  0x0376]: legacy IDE quirk
[    0.280022] pci 0000:00:01.3: [8086:7113] type 00 class 0x068000 conventional PCI endpoint
[    0.280047] pci 0000:00:01.3: quirk: [io  0x0600-0x063f] claimed by PIIX4 ACPI
[    0.280057] pci 0000:00:01.3: quirk: [io  0x0700-0x070f] claimed by PIIX4 SMB
[    0.280154] pci 0000:00:02.0: [1af4:1000] type 00 class 0x020000 conventional PCI endpoint
[    0.280166] pci 0000:00:02.0: BAR 0 [io  0xc000-0xc01f]
[    0.280176] pci 0000:00:02.0: BAR 1 [mem 0xfebff000-0xfebfffff]
[    0.280189] pci 0000:00:02.0: BAR 4 [mem 0xfebf8000-0xfebfbfff 64bit pref]
[    0.281225] pci_bus 0000:00: on NUMA node 0
[    0.281673] ACPI: PCI: Interrupt link LNKA configured for IRQ 10
[    0.281815] ACPI: PCI: Interrupt link LNKB configured for IRQ 10
[    0.281958] ACPI: PCI: Interrupt link LNKC configured for IRQ 11
[    0.282101] ACPI: PCI: Interrupt link LNKD configured for IRQ 11
[    0.282174] ACPI: PCI: Interrupt link LNKS configured for IRQ 9
[    0.282804] PCI: Using ACPI for IRQ routing
[    0.282808] PCI: pci_cache_line_size set to 64 bytes
[    0.282818] e820: reserve RAM buffer [mem 0x0009fc00-0x0009ffff]
[    0.282825] e820: reserve RAM buffer [mem 0x07fe0000-0x07ffffff]
[    0.282951] hpet: 3 channels of 0 reserved for per-cpu timers
[    0.282979] clocksource: Switched to clocksource tsc-early
[    0.283119] pnp: PnP ACPI init
[    0.283293] pnp 00:02: [dma 2]
[    0.283839] pnp: PnP ACPI: found 6 devices
[    0.290502] clocksource: acpi_pm: mask: 0xffffff max_cycles: 0xffffff, max_idle_ns: 2085701024 ns
[    0.290555] NET: Registered PF_INET protocol family
[    0.290647] IP idents hash table entries: 2048 (order: 2, 16384 bytes, linear)
[    0.291059] tcp_listen_portaddr_hash hash table entries: 256 (order: 0, 4096 bytes, linear)
[    0.291072] Table-perturb hash table entries: 65536 (order: 6, 262144 bytes, linear)
[    0.291082] TCP established hash table entries: 1024 (order: 1, 8192 bytes, linear)
[    0.291103] TCP bind hash table entries: 1024 (order: 3, 32768 bytes, linear)
[    0.291129] TCP: Hash tables configured (established 1024 bind 1024)
[    0.291154] UDP hash table entries: 256 (order: 1, 8192 bytes, linear)
[    0.291170] UDP-Lite hash table entries: 256 (order: 1, 8192 bytes, linear)
[    0.291224] NET: Registered PF_UNIX/PF_LOCAL protocol family
[    0.291243] pci_bus 0000:00: resource 4 [io  0x0000-0x0cf7 window]
[    0.291252] pci_bus 0000:00: resource 5 [io  0x0d00-0xffff window]
[    0.291261] pci_bus 0000:00: resource 6 [mem 0x000a0000-0x000bffff window]
[    0.291271] pci_bus 0000:00: resource 7 [mem 0x08000000-0xfebfffff window]
[    0.291281] pci_bus 0000:00: resource 8 [mem 0x100000000-0x17fffffff window]
[    0.291369] pci 0000:00:01.0: PIIX3: Enabling Passive Release
[    0.291377] pci 0000:00:00.0: Limiting direct PCI/PCI transfers
[    0.291414] PCI: CLS 0 bytes, default 64
[    0.291553] Unpacking initramfs...
[    0.292881] workingset: timestamp_bits=62 max_order=15 bucket_order=0
[    0.292990] squashfs: version 4.0 (2009/01/31) Phillip Lougher
[    0.301027] input: Power Button as /devices/LNXSYSTM:00/LNXPWRBN:00/input/input0
[    0.301037] ACPI: button: Power Button [PWRF]
[    0.365329] Freeing initrd memory: 596K
[    0.403630] ACPI: \_SB_.LNKB: Enabled at IRQ 10
[    0.403787] Serial: 8250/16550 driver, 2 ports, IRQ sharing disabled
[    0.403958] 00:03: ttyS1 at I/O 0x2f8 (irq = 3, base_baud = 115200) is a 16550A
[    0.404155] 00:04: ttyS0 at I/O 0x3f8 (irq = 4, base_baud = 115200) is a 16550A
[    0.406420] loop: module loaded
[    0.406903] e1000: Intel(R) PRO/1000 Network Driver
[    0.406908] e1000: Copyright (c) 1999-2006 Intel Corporation.
[    0.407035] i8042: PNP: PS/2 Controller [PNP0303:KBD,PNP0f13:MOU] at 0x60,0x64 irq 1,12
[    0.407253] serio: i8042 KBD port at 0x60,0x64 irq 1
[    0.407263] serio: i8042 AUX port at 0x60,0x64 irq 12
[    0.407542] input: AT Translated Set 2 keyboard as /devices/platform/i8042/serio0/input/input1
[    0.407654] rtc_cmos 00:05: RTC can wake from S4
[    0.407753] rtc_cmos 00:05: registered as rtc0
[    0.407764] rtc_cmos 00:05: alarms up to one day, y3k, 242 bytes nvram, hpet irqs
[    0.407981] NET: Registered PF_PACKET protocol family
[    0.408054] IPI shorthand broadcast: enabled
[    0.411627] sched_clock: Marking stable (407807399, 508209)->(286998943, 121316665)
[    0.415749] Freeing unused kernel image (initmem) memory: 1080K
[    0.415754] Write protecting the kernel read-only data: 8192k
[    0.417900] Freeing unused kernel image (rodata/data gap) memory: 1256K
[    0.418106] Run /init as init process
[    0.418110]   with arguments:
[    0.418113]     /init
[    0.418117]     rambox
[    0.418121]   with environment:
[    0.418125]     HOME=/
[    0.418129]     TERM=linux
[    0.418132]     ip=dhcp
[    0.420671] netcfg: eth0: carrier is there
[    0.420944] netcfg: eth0: leased 10.0.2.15/24 for 86400 s from 10.0.2.2, gateway 10.0.2.2
[    0.421104] init: exec '/sbin/init'
