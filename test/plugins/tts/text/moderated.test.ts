import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moderationOf } from '../../../../plugins/tts/text/moderated.ts'

type Input = { readonly text: string; readonly name?: string }

function moderating(verdict: (input: Input) => unknown) {
  const asked: Input[] = []
  const failures: unknown[] = []
  const call = async (action: string, input: unknown) => {
    assert.equal(action, 'moderation.check')
    asked.push(input as Input)
    return verdict(input as Input)
  }
  return { asked, failures, moderation: moderationOf({ call }, (error) => failures.push(error)) }
}

test('a text is judged as it is written and as it is heard, and either hides it', async () => {
  for (const bad of ['p*ta', 'p ta']) {
    const { moderation, asked } = moderating(({ text }) => ({ ok: text !== bad }))
    assert.equal(await moderation.hidesText(' p*ta ', 'p ta'), true)
    assert.deepEqual(asked, [{ text: 'p*ta' }, { text: 'p ta' }])
  }
})

test('what is heard as it is written is judged once, and nothing is not judged', async () => {
  const { moderation, asked } = moderating(() => ({ ok: true }))
  assert.deepEqual(
    [await moderation.hidesText('hola', 'hola'), await moderation.hidesText(' ', ''), await moderation.hidesName('', 'alguien')],
    [false, false, false],
  )
  assert.deepEqual(asked, [{ text: 'hola' }])
})

test('T54: no text is too long, and no name, to be judged', async () => {
  const { moderation, asked } = moderating(() => ({ ok: false }))
  assert.equal(await moderation.hidesText('x'.repeat(100_000), 'xxx'), true)
  assert.equal(await moderation.hidesName('x'.repeat(100_000), 'alguien'), true)
  assert.deepEqual(
    asked.map(({ text, name }) => [text.length, name?.length]),
    [
      [4000, undefined],
      [3, undefined],
      [7, 200],
    ],
  )
})

test('where nobody moderates, or it fails, texts pass and the failure is told', async () => {
  for (const verdict of [() => Promise.reject(new Error('not there')), () => undefined, () => 'yes', () => ({ ok: 'no' })]) {
    const { moderation, failures } = moderating(verdict)
    assert.equal(await moderation.hidesText('hola', 'hola'), false)
    assert.ok(failures.length <= 1)
  }
})
