//! A story told on a machine of its own as far as the network goes: a namespace whose only way out leads nowhere, and is counted.
//!
//! Programs in it see a network card, an address, a way to everywhere and a name server, so that whatever they do unasked they do here too.
//! Namespaces take the superuser, or a system that lets everybody make them.

use std::net::UdpSocket;
use std::process::Command;

/// Set for the story's process inside.
const INSIDE: &str = "ANTEROOM_STORY_APART";

/// The card that leads nowhere.
const WAY_OUT: &str = "out0";

/// An address of nobody (RFC 5737).
const NOWHERE: &str = "198.51.100.1:9";

/// Makes the card and goes on with the command that follows. The card says nothing by itself: no ARP, no IPv6. Names are not asked for
/// through a service of the machine outside, and the session bus starts its programs in here.
const FENCE: &str = r#"
ip link set lo up
ip link add out0 type dummy 2>/dev/null || { ip link add out0 type veth peer name out1 && ip link set out1 up; }
for off in /proc/sys/net/ipv6/conf/out?/disable_ipv6; do if [ -e "$off" ]; then echo 1 > "$off"; fi; done
ip link set out0 arp off
ip address add 192.0.2.1/24 dev out0
ip link set out0 up
ip route add default via 192.0.2.254 dev out0
if [ -d /run/systemd/resolve ]; then
  mount -t tmpfs none /run/systemd/resolve
  touch /run/systemd/resolve/stub-resolv.conf /run/systemd/resolve/resolv.conf
fi
servers=$(mktemp)
echo 'nameserver 192.0.2.53' > "$servers"
mount --bind "$servers" /etc/resolv.conf
rm "$servers"
exec dbus-run-session -- "$@"
"#;

/// Tells this story inside, and answers whether this is inside: a story goes on only there.
///
/// # Panics
/// Where it did not come true inside, and where there is no inside: a story that cannot be told is not taken for one that came true.
pub fn inside(story: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        let before = sent();
        UdpSocket::bind("0.0.0.0:0").unwrap().send_to(b"counted", NOWHERE).unwrap();
        assert_eq!(sent(), before + 1, "what leaves is counted");
        return true;
    }
    let mut command = Command::new("unshare");
    command.args(["--net", "--mount"]);
    if !may_already() {
        command.arg("--map-root-user");
    }
    command
        .args(["--", "sh", "-eu", "-c", FENCE, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", story, "--nocapture"])
        .env(INSIDE, "1");
    let told = command.status().unwrap_or_else(|error| panic!("unshare could not be started: {error}"));
    assert!(
        told.success(),
        "“{story}” did not come true in a network namespace of its own, or there is none to be had on this machine: what is \
         written above says which. Whoever is not the superuser needs kernel.unprivileged_userns_clone=1 and, with AppArmor, \
         kernel.apparmor_restrict_unprivileged_userns=0."
    );
    false
}

/// Whether this process may make namespaces without making itself a superuser of one first.
fn may_already() -> bool {
    Command::new("unshare")
        .args(["--net", "--mount", "true"])
        .output()
        .is_ok_and(|tried| tried.status.success())
}

/// How many packets have left this machine, or would have.
pub fn sent() -> u64 {
    let cards = std::fs::read_to_string("/proc/net/dev").unwrap();
    let card = cards.lines().find_map(|line| line.trim().strip_prefix(WAY_OUT)?.strip_prefix(':'));
    // The packets that were sent come after eight numbers of what was received, and the bytes sent.
    card.and_then(|numbers| numbers.split_whitespace().nth(9)?.parse().ok()).expect("the way out is there")
}

/// The sockets that lead elsewhere than to this machine, as the kernel writes their addresses (proc_net_tcp(5)): where to look first when
/// something left.
pub fn leading_away() -> String {
    let lists = ["tcp", "udp"].map(|list| {
        let all = std::fs::read_to_string(format!("/proc/net/{list}")).unwrap_or_default();
        let others = all.lines().skip(1).filter_map(|line| line.split_whitespace().nth(2));
        let away = others.filter(|to| !to.starts_with("0100007F:") && !to.starts_with("00000000:"));
        format!("{list}: {}", away.collect::<Vec<_>>().join(" "))
    });
    lists.join("; ")
}
