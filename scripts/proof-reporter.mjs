// A reporter of node:test for `npm run contract`: a line for each test that ran, with the error of one that failed; nothing of those left out.
export default async function* proofs(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.skip !== undefined || data.nesting > 0 || data.details.type === 'suite') continue
    const seconds = (data.details.duration_ms / 1000).toFixed(1)
    yield `${type === 'test:pass' ? 'ok  ' : 'FAIL'} ${data.name} (${seconds} s)\n`
    if (type === 'test:fail') yield `${data.details.error?.cause?.stack ?? data.details.error?.message ?? ''}\n`
  }
}
