import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { BASE_IMAGE, CONTAINER_ROOT } from '../../../scripts/container-place.mjs'
import { askedUntil } from '../../support/asked.ts'
import type { Ending } from '../../support/host.ts'

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
const DOCKERD = ['dockerd', '--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false']
const IMAGES = join(CONTAINER_ROOT, 'var/lib/docker')

export type Engine = Awaited<ReturnType<typeof startEngine>>

/** A Docker Engine that knows one image, `base`. It and all of its containers end with the test, whatever becomes of that. */
export async function startEngine(ending: Ending, base: string) {
  rmSync(IMAGES, { recursive: true, force: true })
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child']
  const engine = spawn(
    'setpriv',
    ['--pdeathsig', 'SIGKILL', 'unshare', ...namespaces, 'sh', '-ec', ENTER, 'sh', CONTAINER_ROOT, 'docker-init', '--', ...DOCKERD],
    { stdio: 'ignore' },
  )
  const gone = new Promise((resolve) => engine.once('exit', resolve))
  ending.after(async () => {
    engine.kill('SIGKILL')
    await gone
    rmSync(IMAGES, { recursive: true, force: true, maxRetries: 5 })
  })
  /** What is typed, with `env` beside what a shell has; rejects with what the program said. */
  const type = async (command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await execa('nsenter', ['--target', String(engine.pid), '--mount', ...command], { env, all: true })).all
  await askedUntil(
    () => type(['docker', 'info']).catch(() => undefined),
    (info) => info !== undefined,
  )
  await type(['docker', 'import', '--change', 'ENV NODE_EXTRA_CA_CERTS=/usr/local/share/trusted.crt', BASE_IMAGE, base])
  return { type }
}
