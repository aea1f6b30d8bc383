import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { isAddressFor, isInRange, isPublicAddress, isThisMachine } from '../../../../core/sandbox/broker/net/addresses.ts'

const PRIVATE = [
  '0.0.0.0',
  '10.255.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
]

const PUBLIC = [
  '1.1.1.1',
  '93.184.216.34',
  '100.128.0.1',
  '172.32.0.1',
  '192.167.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
  '2001:4860:4860::8888',
]

test('T56: an address is public unless it is private, special, or wraps one that may be', () => {
  assert.deepEqual(
    PRIVATE.filter((address) => isPublicAddress(address)),
    [],
  )
  assert.deepEqual(
    PUBLIC.filter((address) => isPublicAddress(address)),
    PUBLIC,
  )
})

test("the machine's own addresses are not public, whatever they are", () => {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? [])
  assert.ok(own.length > 0)
  assert.equal(isPublicAddress('93.184.216.34', ['93.184.216.34']), false)
  assert.deepEqual(
    own.filter((address) => isPublicAddress(address)),
    [],
  )
})

test('T57: an operator may write any address but those that tell a cloud’s secrets, or hide an IPv4 address', () => {
  const secrets = ['169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254']
  const hidden = ['::7f00:1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::']
  assert.deepEqual(
    [...secrets, ...hidden].filter((address) => isAddressFor(address)),
    [],
  )
  assert.deepEqual(
    ['127.0.0.1', '::1', '192.168.1.20', 'fd00::1', '8.8.8.8'].filter((address) => !isAddressFor(address)),
    [],
  )
})

test('this machine is loopback, every address of its own, and what stands for all of them', () => {
  const own = ['192.168.1.20', 'fe80::7']
  assert.deepEqual(
    ['127.0.0.1', '127.9.9.9', '::1', '192.168.1.20', 'fe80::7', '0.0.0.0', '::', '192.168.1.21', '8.8.8.8', '::2'].map((address) =>
      isThisMachine(address, own),
    ),
    [true, true, true, true, true, true, true, false, false, false],
  )
})

test('a range of IPv4 holds no IPv6 address that wraps one of it', () => {
  const range = { start: '10.0.0.0', prefix: 8 }
  assert.deepEqual(
    ['10.1.2.3', '11.0.0.1', '::ffff:10.1.2.3'].map((address) => isInRange(address, range)),
    [true, false, false],
  )
})
