//! Whose program is at the other end of a loopback connection.
//!
//! Where anybody can read the browser's command line, another person on this computer could race it to the ticket in
//! there. On Linux the kernel's table of TCP connections says which user holds the other end. Other systems are not
//! asked. macOS shows command lines to others as well (`ps`): there the ticket's 20 seconds and its one use are what
//! holds, and the door is opened only where the webview has no WebRTC, which macOS's and Windows's have.

use std::net::SocketAddr;

/// Whether the connection from `peer` to `here` is held by our own user.
#[cfg(target_os = "linux")]
pub(crate) fn is_ours(peer: SocketAddr, here: SocketAddr) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(own) = std::fs::metadata("/proc/self") else { return false };
    let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else { return false };
    uid_of(&table, peer, here) == Some(own.uid())
}

/// Whether the connection from `peer` to `here` is held by our own user.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_ours(_peer: SocketAddr, _here: SocketAddr) -> bool {
    true
}

/// The user of the socket that is bound to `local` and connected to `remote`, from the text of `/proc/net/tcp`
/// (proc_pid_net(5): local address, remote address and uid are columns 2, 3 and 8).
#[cfg(any(target_os = "linux", test))]
fn uid_of(table: &str, local: SocketAddr, remote: SocketAddr) -> Option<u32> {
    let (local, remote) = (in_hex(local)?, in_hex(remote)?);
    table.lines().skip(1).find_map(|line| {
        let mut columns = line.split_ascii_whitespace().skip(1);
        let found = columns.next()? == local && columns.next()? == remote;
        found.then(|| columns.nth(4)?.parse().ok()).flatten()
    })
}

#[cfg(any(target_os = "linux", test))]
fn in_hex(address: SocketAddr) -> Option<String> {
    let SocketAddr::V4(address) = address else { return None };
    // The kernel prints the four bytes as one number in its own byte order.
    Some(format!("{:08X}:{:04X}", u32::from_ne_bytes(address.ip().octets()), address.port()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 35417 1 0 100 0 0 10 0
   1: 0100007F:D3A2 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 35420 1 0 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:D3A2 01 00000000:00000000 00:00000000 00000000  1000        0 35421 1 0 20 4 30 10 -1
";

    #[test]
    #[cfg(target_endian = "little")]
    fn the_other_ends_user_is_read_not_ours() {
        let at = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(uid_of(TABLE, at(0xD3A2), at(0x1F90)), Some(1001));
        assert_eq!(uid_of(TABLE, at(0x1F90), at(0xD3A2)), Some(1000));
        assert_eq!(uid_of(TABLE, at(1), at(0x1F90)), None, "who is not in the table is nobody");
        assert_eq!(uid_of("", at(1), at(2)), None);
    }
}
