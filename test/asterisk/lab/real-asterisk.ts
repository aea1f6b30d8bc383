import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ASTERISK_ROOT } from '../../../scripts/asterisk-place.mjs'
import { createFolder } from '../../support/folder.ts'
import { freePort } from '../../support/free-port.ts'
import type { Ending } from '../../support/host.ts'
import { AMI, ARI, type LabPorts, labConfiguration } from './configuration.ts'
import { createPhone } from './phone.ts'

const LIBRARIES = join(ASTERISK_ROOT, 'usr/lib/x86_64-linux-gnu')
const LOADER = join(ASTERISK_ROOT, 'usr/lib64/ld-linux-x86-64.so.2')

export type Lab = Awaited<ReturnType<typeof startLab>>

/** A real Asterisk on loopback with a folder of its own, and the telephones behind its trunk. Ends with the test. */
export async function startLab(ending: Ending) {
  const folder = createFolder()
  const phone = await createPhone(ending)
  const ports = { phone: phone.port, http: await freePort(), ami: await freePort(), sip: await freePort() }
  write(folder, ports)
  let child = await launch(folder)
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  ending.after(kill)
  return {
    phone,
    folder,
    spool: join(folder, 'spool'),
    ari: { address: `127.0.0.1:${ports.http}`, url: `http://127.0.0.1:${ports.http}`, ...ARI },
    ami: { address: `127.0.0.1:${ports.ami}`, ...AMI },
    kill,
    async restart() {
      await kill()
      child = await launch(folder)
    },
  }
}

function write(folder: string, ports: LabPorts): void {
  for (const name of ['etc', 'var', 'run', 'log', 'spool/outgoing', 'spool/outgoing_done', 'spool/tmp'])
    mkdirSync(join(folder, name), { recursive: true })
  for (const [name, text] of Object.entries(labConfiguration(folder, ports))) writeFileSync(join(folder, 'etc', name), text)
}

/** Resolves once it has booted. */
async function launch(folder: string) {
  // It ends with this process, however that ends.
  const program = ['setpriv', '--pdeathsig', 'SIGKILL', LOADER, '--library-path', LIBRARIES, join(ASTERISK_ROOT, 'usr/sbin/asterisk')]
  const [first = '', ...args] = [...program, '-C', join(folder, 'etc/asterisk.conf'), '-f', '-vvv']
  const log = join(folder, 'log/messages')
  writeFileSync(log, '')
  const child = spawn(first, args, { stdio: 'ignore' })
  const said = () => readFileSync(log, 'utf8')
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (!said().includes('Asterisk Ready')) return
      watcher.close()
      resolve()
    }
    const watcher = watch(log, look)
    child.once('exit', (code) => reject(new Error(`Asterisk ended with ${code}: ${said().slice(-2000)}`)))
    look()
  })
  return child
}
