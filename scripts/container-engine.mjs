import { CONTAINER_ROOT } from './container-place.mjs'

/** Makes the folder with the engine the root of everything, for this process and those below it. */
const ENTER = `
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs run
cp /etc/resolv.conf etc/resolv.conf
pivot_root . mnt
umount -l mnt
shift
exec "$@"`

/** No network of its own, so that no firewall of this machine is touched. */
const DOCKERD = ['docker-init', '--', 'dockerd', '--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false']

/** The command of a Docker Engine that ends with who starts it, and all of its containers with it, whatever becomes of that. */
export const ENGINE = [
  ...['setpriv', '--pdeathsig', 'SIGKILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child'],
  ...['sh', '-ec', ENTER, 'sh', CONTAINER_ROOT, ...DOCKERD],
]

/** The same command, typed where the engine is that the process with this number began. */
export function inEngine(pid, command) {
  return ['nsenter', '--target', String(pid), '--mount', ...command]
}
