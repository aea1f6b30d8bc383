import { createHash, randomBytes } from 'node:crypto'

/** Something to come in with, of 256 bits. `prefix` lets people and scanners of leaked secrets know what it is. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`
}

/** What is kept of a secret. To look it up by this tells nothing of how near a guess was, since nobody can choose what a guess hashes to. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** The name that something goes by where it is listed, and in paths. */
export function newId(kind: string): string {
  return `${kind}-${randomBytes(6).toString('hex')}`
}
