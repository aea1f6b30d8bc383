// A reporter of node:test that lists what was skipped, one JSON string a line, so that no skip stays unseen.
export default async function* skips(events) {
  for await (const { type, data } of events) {
    if ((type === 'test:pass' || type === 'test:fail') && data.skip !== undefined) {
      yield `${JSON.stringify(`${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}`)}\n`
    }
  }
}
