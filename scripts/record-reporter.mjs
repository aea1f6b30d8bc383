// A reporter of node:test for what the scripts tell after a run, a JSON object a line: { skip } for what was left out for a reason, so that no skip
// stays unseen, { numbers, isWhole, name, figure } for a test that proves statements of the
// contract, and { failed: { name, file } } for one that failed.
export default async function* record(events) {
  let last
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' && last && data.file === last.file && data.message.startsWith('figure: ')) {
      last.figure = data.message.slice('figure: '.length)
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (last) yield line(last)
    if (data.skip !== undefined) yield line({ skip: `${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}` })
    if (type === 'test:fail' && data.nesting === 0) yield line({ failed: { name: data.name, file: data.file ?? '' } })
    const numbers = numbersOf(data.name)
    const isWhole = type === 'test:pass' && data.skip === undefined && data.todo === undefined
    last = numbers.length > 0 ? { numbers, isWhole, name: data.name, file: data.file } : undefined
  }
  if (last) yield line(last)
}

const line = (told) => `${JSON.stringify(told)}\n`

/** Of a name like `D1, L4: what holds`, or `S2-103, T17: what holds`. */
const numbersOf = (name) => (/^[A-Z]\d+(-\d+)?(, [A-Z]\d+(-\d+)?)*(?=: )/.exec(name)?.[0] ?? '').split(', ').filter(Boolean)
