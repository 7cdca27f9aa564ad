package store

import "syscall"

// networks are the file systems, by the magic number of statfs(2), whose locks and shared memory SQLite cannot rely
// on: shares of other machines, and those behind FUSE, which may be anything.
var networks = map[uint32]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xff534d42: "CIFS",
	0xfe534d42: "SMB2",
	0x01021997: "9P",
	0x65735546: "FUSE",
	0x5346414f: "AFS",
	0x00c36400: "Ceph",
	0x73757245: "Coda",
	0x564c:     "NCP",
	0x7461636f: "OCFS2",
	0x01161970: "GFS2",
	0x0bd00bd0: "Lustre",
}

// network names the network file system a folder lies on; "" for a disk of this machine.
func network(path string) (string, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(path, &stat); err != nil {
		return "", err
	}
	return networks[uint32(stat.Type)], nil
}
