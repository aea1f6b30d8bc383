import type { ServedAnswer } from '../../../powers.ts'
import { flagOf, recordOf, textOf, wholeOf } from '../../arguments.ts'
import { PowerError } from '../../power.ts'
import { headersOf, MAX_HEAD_BYTES, readHeader } from '../fetch-headers.ts'

/** How a message is framed is said by the broker alone. */
const RESERVED = /^(connection|keep-alive|proxy-connection|transfer-encoding|content-length|upgrade|te|trailer|sec-websocket-.*)$/

/** The head of an answer. Throws PowerError: TypeError for a name or value that is none, RangeError for a status that ends nothing. */
export function readAnswer(argument: unknown): ServedAnswer {
  const { status, statusText, headers, hasBody } = recordOf(argument, 'The answer')
  const code = wholeOf(status, 'The status', { max: 599 })
  if (code < 200) throw new PowerError('RangeError', 'A status is 200 to 599')
  const reason = textOf(statusText ?? '', 'The status text')
  if (!/^[\t\x20-\x7e\x80-\xff]{0,200}$/.test(reason)) throw new PowerError('TypeError', 'Invalid status text')
  const pairs = headersOf(headers).map(readHeader)
  const own = pairs.filter(([name]) => !RESERVED.test(name))
  const bytes = own.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  if (bytes > MAX_HEAD_BYTES) throw new PowerError('TypeError', `The headers of an answer are at most ${MAX_HEAD_BYTES} bytes`)
  return { status: code, statusText: reason, headers: own, hasBody: flagOf(hasBody, 'hasBody') }
}
