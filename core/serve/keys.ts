import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '../base/errors.ts'
import { createTurns } from '../base/turns.ts'
import { writeWhole } from '../base/write-whole.ts'
import type { Role } from './serve.ts'

const ROLES = ['admin', 'moderator', 'game', 'overlay'] as const satisfies readonly Role[]

/** One key per role. */
export type Keys = Readonly<Record<Role, string>>

/** The keys of this machine, as they are now. */
export type KeyRing = {
  keys(): Keys
  /** Compares in constant time. */
  roleOf(key: string): Role | undefined
  /** Makes another key for the role; the one before is nothing any more. Rejects with DATA_UNREADABLE. */
  rotate(role: Role): Promise<string>
}

/** Reads data/keys.json, or makes it at the first start with a random key of 256 bits per role. Only its owner can read it. */
export async function loadKeys(dataDir: string): Promise<KeyRing> {
  const path = join(dataDir, 'keys.json')
  let keys = await told(path, async () => {
    await mkdir(dataDir, { recursive: true })
    const text = await readFile(path, 'utf8').catch((cause) => {
      if (cause.code !== 'ENOENT') throw cause
      return createKeys(path)
    })
    await chmod(path, 0o600)
    return checkKeys(text, path)
  })
  let roleOf = createRoleOf(keys)
  const inTurn = createTurns()

  async function change(role: Role): Promise<string> {
    const next = { ...keys, [role]: newKey() }
    // The key before must not come back after a power cut.
    await told(path, () => writeWhole(path, textOf(next)))
    keys = next
    roleOf = createRoleOf(next)
    return next[role]
  }

  return {
    keys: () => keys,
    roleOf: (key) => roleOf(key),
    rotate: (role) => inTurn(() => change(role)),
  }
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch((cause) => {
    if (cause instanceof HostError) throw cause
    throw new HostError('DATA_UNREADABLE', 'The keys cannot be read or written', { path }, cause)
  })
}

const newKey = () => randomBytes(32).toString('base64url')
const textOf = (keys: Readonly<Record<string, string>>) => `${JSON.stringify(keys, null, 2)}\n`

async function createKeys(path: string): Promise<string> {
  const text = textOf(Object.fromEntries(ROLES.map((role) => [role, newKey()])))
  await writeWhole(path, text)
  return text
}

function checkKeys(text: string, path: string): Keys {
  const keys = parse(text)
  const bad = ROLES.find((role) => !/^[\w-]{22,256}$/.test(String(keys[role])))
  if (bad || new Set(ROLES.map((role) => keys[role])).size < ROLES.length) {
    throw new HostError('SETTINGS_INVALID', 'Each role needs a key of its own, of 22 or more letters and digits', { path, field: bad })
  }
  // The check above found a string for each role.
  return keys as Keys
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function createRoleOf(keys: Keys) {
  const hashes = ROLES.map((role) => ({ role, hash: hash(keys[role]) }))
  return (key: string): Role | undefined => {
    const given = hash(key)
    // Every role is compared, so that the time does not tell which one was near.
    return hashes.filter((known) => timingSafeEqual(known.hash, given))[0]?.role
  }
}

function hash(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
