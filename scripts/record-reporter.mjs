import { resolve } from 'node:path'

// A reporter of node:test for what the scripts tell after a run, a JSON object a line: { skip } for what was left out for a reason, so that no skip
// stays unseen, { numbers, isWhole, name, figure } for a test that proves statements of the
// contract, and { failed: { name, file } } for one that failed.
export default async function* record(events) {
  let last
  // Of a group of files, one that has hooks is a suite named after it (scripts/test-groups.ts); its tests are a level below.
  let level = 0
  for await (const { type, data } of events) {
    if (type === 'test:start' && data.nesting === 0) level = isFile(data.name) ? 1 : 0
    if (type === 'test:diagnostic' && last && data.file === last.file && data.message.startsWith('figure: ')) {
      last.figure = data.message.slice('figure: '.length)
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (last) yield line(last)
    if (data.skip !== undefined) yield line({ skip: `${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}` })
    const isSuite = data.nesting < level
    const hasFailed = type === 'test:fail' && data.nesting <= level && !(isSuite && data.details.error?.failureType === 'subtestsFailed')
    if (hasFailed) yield line({ failed: { name: data.name, file: (isSuite ? resolve(data.name) : data.file) ?? '' } })
    const numbers = numbersOf(data.name)
    const isWhole = type === 'test:pass' && data.skip === undefined && data.todo === undefined
    last = numbers.length > 0 ? { numbers, isWhole, name: data.name, file: data.file } : undefined
  }
  if (last) yield line(last)
}

const isFile = (name) => name.endsWith('.test.ts')

const line = (told) => `${JSON.stringify(told)}\n`

/** Of a name like `D1, L4: what holds`, or `S2-103, T17: what holds`. */
const numbersOf = (name) => (/^[A-Z]\d+(-\d+)?(, [A-Z]\d+(-\d+)?)*(?=: )/.exec(name)?.[0] ?? '').split(', ').filter(Boolean)
