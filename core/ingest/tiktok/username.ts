import { HostError } from '../../base/errors.ts'

const HANDLE = /^[A-Za-z0-9_][A-Za-z0-9_.]{1,29}$/

/** The bare handle of what people type or paste: @name, a profile or live address, with or without a query. */
export function normaliseUsername(input: string): string {
  const path = input
    .trim()
    .replace(/^(https?:\/\/)?((www|m)\.)?tiktok\.com\//i, '')
    .replace(/^@/, '')
  const handle = path.split(/[/?#]/, 1)[0] ?? ''
  if (!HANDLE.test(handle)) throw new HostError('SOURCE_FAILED', 'That is not a TikTok name', { username: input.slice(0, 100) })
  return handle.toLowerCase()
}
