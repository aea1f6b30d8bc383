import { type Classes, createClasses } from './classes.ts'
import { createConsole } from './console.ts'
import { createDescribe } from './describe.ts'
import { lazy } from './lazy.ts'
import { createNavigator } from './navigator.ts'
import type { WebParts } from './parts.ts'
import type { Serving } from './serving.ts'
import { createTimers } from './timers.ts'

type Globals = Readonly<Record<string, () => unknown>>

/**
 * The globals that a web worker has, by name: each is made when it is first asked for, and is the same ever after. The syscalls are guarded
 * ones, and whoever hands a global to a plugin hardens it first. `self` is not among them, because only the maker of the compartment has it.
 */
export function createWebGlobals(parts: WebParts): {
  readonly globals: Globals
  timer(id: number): void
  /** What Deno.serve is made of. */
  readonly serving: () => Serving
} {
  const { syscalls, uncaught, placesOf } = parts
  const userAgent = `Showrunner/${parts.version ?? '0'}`
  const timers = createTimers({ syscalls, uncaught })
  const classes = createClasses({ ...parts, userAgent, timers })
  const { urls, params, headers, requests, responses, performance } = classes
  const describe = createDescribe({
    urls: urls.peek,
    params: params.peek,
    headers: headers.peek,
    requests: requests.peek,
    responses: responses.peek,
  })
  const console = lazy(() =>
    createConsole({
      log: (level, message) => syscalls.log(level, message, undefined),
      elapsed: syscalls.elapsed,
      describe,
      ...(placesOf && { placesOf }),
    }),
  )
  const navigator = lazy(() => createNavigator({ userAgent }))

  const globals = {
    ...ofClasses(classes),
    ...Object.fromEntries(Object.entries(timers.globals).map(([name, value]) => [name, () => value])),
    console,
    performance: () => performance().performance,
    Navigator: () => navigator().Navigator,
    navigator: () => navigator().navigator,
    reportError: lazy(() => (error: unknown) => uncaught(error)),
  }
  return { globals: Object.freeze(globals), timer: timers.fire, serving: classes.serving }
}

/** Which family each class comes from. */
function ofClasses(from: Classes): Globals {
  return {
    ...pick(from.dom, ['DOMException']),
    ...pick(from.event, ['Event']),
    ...pick(from.targets, ['EventTarget']),
    ...pick(from.kinds, ['CustomEvent', 'MessageEvent', 'CloseEvent', 'ErrorEvent', 'ProgressEvent']),
    ...pick(from.aborts, ['AbortController', 'AbortSignal']),
    ...pick(from.urls, ['URL']),
    ...pick(from.params, ['URLSearchParams']),
    ...pick(from.patterns, ['URLPattern']),
    ...pick(from.encoder, ['TextEncoder']),
    ...pick(from.decoder, ['TextDecoder']),
    ...pick(from.textStreams, ['TextEncoderStream', 'TextDecoderStream']),
    ...pick(from.streams, ['ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest']),
    ...pick(from.streams, ['ReadableStreamDefaultController', 'ReadableByteStreamController', 'ByteLengthQueuingStrategy']),
    ...pick(from.streams, ['WritableStream', 'WritableStreamDefaultWriter', 'WritableStreamDefaultController', 'CountQueuingStrategy']),
    ...pick(from.streams, ['TransformStream', 'TransformStreamDefaultController']),
    ...pick(from.blobs, ['Blob', 'File']),
    ...pick(from.forms, ['FormData']),
    ...pick(from.headers, ['Headers']),
    ...pick(from.requests, ['Request']),
    ...pick(from.responses, ['Response']),
    fetch: from.fetch,
    ...pick(from.sockets, ['WebSocket']),
    ...pick(from.base64, ['atob', 'btoa']),
    ...pick(from.keys, ['CryptoKey']),
    ...pick(from.subtle, ['SubtleCrypto']),
    ...pick(from.crypto, ['Crypto', 'crypto']),
    ...pick(from.performance, ['Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure']),
    structuredClone: from.structuredClone,
  }
}

function pick<T extends object>(family: () => T, names: readonly (keyof T & string)[]): Globals {
  return Object.fromEntries(names.map((name) => [name, () => family()[name]]))
}
