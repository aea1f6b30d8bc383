import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGranted } from '../../../../core/sandbox/guest/deno/granted.ts'

type Asked = readonly [grant: string, what: string | undefined]

test('paths are granted by their spelling, dots taken away', () => {
  const granted = ([grant, path]: Asked) => isGranted({ read: [grant] }, path === undefined ? { name: 'read' } : { name: 'read', path })
  const yes: readonly Asked[] = [
    ['.', 'a'],
    ['.', './a/../b'],
    ['./', '.'],
    ['/srv', '/srv'],
    ['/srv/', '/srv/a'],
    ['/srv/a/..', '/srv/b'],
    ['../x', '../x/a'],
    ['/', '/etc/passwd'],
    ['/', undefined],
  ]
  const no: readonly Asked[] = [
    ['.', '../a'],
    ['.', 'a/../../b'],
    ['.', '/srv'],
    ['/srv', '/srvx'],
    ['/srv', '/srv/../etc'],
    ['/srv', 'srv'],
    ['../x', '../../y'],
    ['../x', '../xy'],
    ['.', undefined],
    ['/srv', undefined],
  ]
  assert.deepEqual(
    yes.filter((each) => !granted(each)),
    [],
  )
  assert.deepEqual(
    no.filter((each) => granted(each)),
    [],
  )
})

test('hosts are granted with or without a port, and below a star', () => {
  const granted = ([grant, host]: Asked) => isGranted({ net: [grant] }, host === undefined ? { name: 'net' } : { name: 'net', host })
  const yes: readonly Asked[] = [
    ['a.com', 'a.com'],
    ['a.com', 'a.com:443'],
    ['a.com:443', 'a.com:443'],
    ['*.a.com', 'b.a.com:1'],
    ['*.a.com', 'a.com'],
    ['*.a.com:443', 'b.a.com:443'],
    ['[::1]:80', '[::1]:80'],
  ]
  const no: readonly Asked[] = [
    ['a.com:443', 'a.com'],
    ['a.com:443', 'a.com:80'],
    ['a.com', 'xa.com'],
    ['*.a.com', 'xa.com'],
    ['*.a.com:443', 'b.a.com:80'],
    ['a.com', undefined],
  ]
  assert.deepEqual(
    yes.filter((each) => !granted(each)),
    [],
  )
  assert.deepEqual(
    no.filter((each) => granted(each)),
    [],
  )
})
