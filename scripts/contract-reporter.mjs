// A reporter of node:test that lists the tests which prove statements of the contract, a JSON object a line, with the figures they tell.
export default async function* contract(events) {
  let last
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' && last && data.file === last.file && data.message.startsWith('figure: ')) {
      last.figure = data.message.slice('figure: '.length)
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (last) yield line(last)
    const numbers = numbersOf(data.name)
    const isWhole = type === 'test:pass' && data.skip === undefined && data.todo === undefined
    last = numbers.length > 0 ? { numbers, isWhole, name: data.name, file: data.file } : undefined
  }
  if (last) yield line(last)
}

const line = (proof) => `${JSON.stringify(proof)}\n`

/** Of a name like `D1, L4: what holds`. */
const numbersOf = (name) => (/^[A-Z]\d+(, [A-Z]\d+)*(?=: )/.exec(name)?.[0] ?? '').split(', ').filter(Boolean)
