import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from '../../core/base/turns.ts'
import { createTurns as createTurnsOfKit } from '../../core/kit/turns.ts'

async function assertInTurn(inTurn: ReturnType<typeof createTurns>) {
  const said: string[] = []
  const work = (name: string) => async () => {
    said.push(`${name} begins`)
    await Promise.resolve()
    said.push(`${name} ends`)
    if (name === 'b') throw new Error('b fails')
    return name
  }
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => inTurn(work(name))))
  assert.deepEqual(
    [said, outcomes.map(({ status }) => status)],
    [['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]), ['fulfilled', 'rejected', 'fulfilled']],
  )
}

test('one thing runs after the other, also after one that failed, of which only who asked hears', () => assertInTurn(createTurns()))

test('so it does with the kit', () => assertInTurn(createTurnsOfKit()))
