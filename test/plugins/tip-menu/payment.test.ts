import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fill } from '../../../plugins/tip-menu/fill.ts'
import type { MenuItem } from '../../../plugins/tip-menu/item.ts'
import { orderedBy, type Payment } from '../../../plugins/tip-menu/payment.ts'

const item = (id: string, price: number, more: Partial<MenuItem> = {}): MenuItem => ({
  ...{ id, title: id, category: 'custom', price, unit: 'coins', on: true, match: 'exact' },
  ...more,
})
const coins = (amount: number): Payment => ({ amount, unit: 'coins', name: 'Luna', message: '' })

test('a gift orders what costs just as much, else the dearest that takes more', () => {
  const items = [
    item('ten', 10),
    item('some', 5, { match: 'atLeast' }),
    item('lots', 50, { match: 'atLeast' }),
    item('off', 7, { on: false }),
  ]
  const ordered = [4, 5, 7, 10, 11, 49, 50, 1000].map((amount) => orderedBy(coins(amount), items)?.id)
  assert.deepEqual(ordered, [undefined, 'some', 'some', 'ten', 'some', 'some', 'lots', 'lots'])
})

test('coins never pay a price in money, nor one currency that of another', () => {
  const items = [item('euros', 500, { unit: 'cents', currency: 'EUR' }), item('any', 300, { unit: 'cents' })]
  const tip = (amount: number, currency: string): Payment => ({ ...coins(amount), unit: 'cents', currency })
  assert.deepEqual(
    [coins(500), coins(300), tip(500, 'EUR'), tip(500, 'USD'), tip(300, 'USD')].map((payment) => orderedBy(payment, items)?.id),
    [undefined, undefined, 'euros', undefined, 'any'],
  )
  assert.equal(orderedBy(tip(300, 'EUR'), [item('rose', 300), item('some', 1, { match: 'atLeast' })]), undefined)
})

test('of two that are just as dear the one that stands first is ordered', () => {
  const items = [item('first', 5, { match: 'atLeast' }), item('second', 5, { match: 'atLeast' })]
  assert.equal(orderedBy(coins(7), items)?.id, 'first')
})

test('T53: what a viewer writes is filled in once, as it is, into texts alone, and no longer than 200 characters', () => {
  const message = `{name} {{7*7}} ${'$'}{7*7} <%= 1 %> $& {item}`
  const words = { name: '{message}', message, item: 'Song' }
  assert.deepEqual(fill({ text: '{name} says {message} for {item} and {other}', loud: true, list: ['{item}', 3], '{name}': null }, words), {
    ...{ text: `{message} says ${message} for Song and {other}`, loud: true, list: ['Song', 3], '{name}': null },
  })
  assert.equal(String(fill('{message}', { ...words, message: 'x'.repeat(5000) })).length, 200)
})
