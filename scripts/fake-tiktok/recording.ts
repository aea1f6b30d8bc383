import { readFile } from 'node:fs/promises'
import type { FakeMessage } from './messages.ts'

/** Messages of a recording: one JSON a line, { at, method, payload } with the payload as base64. */
export async function readRecording(path: string): Promise<FakeMessage[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, index) => {
    const record: unknown = JSON.parse(line)
    if (!isRecord(record)) throw new TypeError(`Line ${index + 1} of ${path} is no recorded message`)
    // The id that counts is inside the payload.
    return { method: record.method, msgId: '', payload: Buffer.from(record.payload, 'base64') }
  })
}

function isRecord(value: unknown): value is { method: string; payload: string } {
  const isObject = typeof value === 'object' && value !== null
  return isObject && typeof Reflect.get(value, 'method') === 'string' && typeof Reflect.get(value, 'payload') === 'string'
}
