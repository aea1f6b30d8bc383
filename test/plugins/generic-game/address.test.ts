import assert from 'node:assert/strict'
import { test } from 'node:test'
import { urlOf, whyNot } from '../../../plugins/generic-game/doors/address.ts'

test('an address may be typed without its protocol', () => {
  assert.deepEqual(
    [urlOf('127.0.0.1:8080', ['ws:', 'wss:']), urlOf('wss://game.example/gifts', ['ws:', 'wss:']), urlOf('[::1]:9', ['tcp:'])],
    ['ws://127.0.0.1:8080', 'wss://game.example/gifts', 'tcp://[::1]:9'],
  )
})

test('an address of another door is refused for good, and no secret in it is told', () => {
  assert.throws(() => urlOf('http://me:secret@127.0.0.1:8080/x?key=secret', ['ws:', 'wss:']), {
    permanent: true,
    message: 'The address "http://127.0.0.1:8080/x" is none for this door; write one such as ws://127.0.0.1:21331',
  })
})

test('a port that is taken, and one that was not granted, are told in a sentence', () => {
  const named = (name: string) => Object.assign(new Error('…'), { name })
  assert.match(whyNot(named('AddrInUse'), 'Port 21330').message, /^Port 21330 is taken by another program; choose another/)
  assert.match(whyNot(named('NotCapable'), 'Port 21330').message, /^Port 21330 was not granted; approve/)
})
