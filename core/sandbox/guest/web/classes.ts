import { createAbort } from './abort.ts'
import { createBase64 } from './base64.ts'
import { createBlob } from './blob.ts'
import { createBody } from './body.ts'
import { createContent } from './body-content.ts'
import { createCrypto } from './crypto.ts'
import { createAlgorithms } from './crypto-algorithms.ts'
import { createCryptoKey } from './crypto-key.ts'
import { createDataUrl } from './data-url.ts'
import { createDomException } from './dom-exception.ts'
import { createEvent } from './event.ts'
import { createEventTarget } from './event-target.ts'
import { createEventKinds } from './events.ts'
import { createFetch } from './fetch.ts'
import { createFormData } from './form-data.ts'
import { createHeaders } from './headers.ts'
import { type Lazy, lazy } from './lazy.ts'
import { createMultipart } from './multipart.ts'
import { createPacedCall } from './paced-call.ts'
import type { WebParts } from './parts.ts'
import { createPerformance } from './performance.ts'
import { createRequest } from './request.ts'
import { createResponse } from './response.ts'
import { createServing } from './serving.ts'
import { createStreams } from './streams.ts'
import { createStructuredClone } from './structured-clone.ts'
import { createSubtle } from './subtle.ts'
import { createTextDecoder } from './text-decoder.ts'
import { createTextEncoder } from './text-encoder.ts'
import { createTextStreams } from './text-streams.ts'
import type { Timers } from './timers.ts'
import { createUrl } from './url.ts'
import { createUrlEncoded } from './url-encoded.ts'
import { createUrlPattern } from './url-pattern.ts'
import { createSearchParams } from './url-search-params.ts'
import { createUtf8 } from './utf8.ts'
import { createWebSocket } from './web-socket.ts'

export type Classes = ReturnType<typeof createClasses>

/** Every family of the web's classes, each made when it, or another that needs it, is asked for. */
export function createClasses({ syscalls, uncaught, userAgent, timers, ...parts }: WebParts & { userAgent: string; timers: Timers }) {
  const call = createPacedCall({ call: parts.call, later: timers.later, elapsed: syscalls.elapsed })
  const utf8 = createUtf8({ syscalls })
  const urlEncoded = createUrlEncoded({ utf8 })

  const dom = lazy(createDomException)
  const event = lazy(() => createEvent({ elapsed: syscalls.elapsed }))
  const targets = lazy(() => createEventTarget({ ...dom(), ...event(), uncaught, onAbort: (signal, run) => aborts().onAbort(signal, run) }))
  const kinds = lazy(() => createEventKinds(event()))
  // Said in full, because a target and a signal need each other.
  const aborts: Lazy<ReturnType<typeof createAbort>> = lazy(() => createAbort({ ...dom(), ...event(), ...targets(), later: timers.later }))

  const params = lazy(() => createSearchParams(urlEncoded))
  const urls = lazy(() => createUrl({ syscalls, ...params() }))
  const patterns = lazy(() => createUrlPattern({ url: urls() }))

  const encoder = lazy(() => createTextEncoder({ utf8 }))
  const decoder = lazy(() => createTextDecoder({ syscalls }))
  const streams = lazy(() => createStreams({ abort: aborts() }))
  const textStreams = lazy(() => createTextStreams({ ...streams(), ...decoder(), utf8 }))

  const blobs = lazy(() => createBlob({ utf8, now: syscalls.now, streams }))
  const forms = lazy(() => createFormData(blobs()))
  const multipart = lazy(() => createMultipart({ ...blobs(), utf8, uuid: syscalls.uuid }))
  const headers = lazy(createHeaders)
  const content = lazy(() => createContent({ utf8, streams, blobs, forms, multipart, params }))
  const bodies = lazy(() => createBody({ utf8, urlEncoded, streams, blobs, forms, multipart }))
  const requests = lazy(() => createRequest({ ...bodies(), ...headers(), aborts, toContent: content(), syscalls }))
  const hrefOf = (url: string) => syscalls.urlParse(url.toWellFormed(), '')?.split('\n')[0]
  const responses = lazy(() => createResponse({ ...bodies(), ...headers(), toContent: content(), hrefOf }))
  const fetch = lazy(() =>
    createFetch({
      call,
      userAgent,
      dataUrl: createDataUrl({ utf8, base64 }),
      ...aborts(),
      ...bodies(),
      ...headers(),
      ...requests(),
      ...responses(),
    }),
  )
  const sockets = lazy(() => createWebSocket({ call, utf8, syscalls, blobs, ...dom(), ...event(), ...targets(), ...kinds() }))

  const serving = lazy(() => createServing({ ...bodies(), ...headers(), ...requests(), ...responses(), ...sockets(), ...aborts() }))

  const base64 = lazy(() => createBase64(dom()))
  const keys = lazy(() => createCryptoKey(dom()))
  const subtle = lazy(() => {
    const { SubtleCrypto } = createSubtle({ syscalls, algorithms: createAlgorithms(dom()), base64: base64(), ...dom(), ...keys() })
    return { SubtleCrypto, subtle: new SubtleCrypto() }
  })
  const crypto = lazy(() => createCrypto({ ...dom(), syscalls, subtle: () => subtle().subtle }))
  const performance = lazy(() => createPerformance({ ...dom(), syscalls }))
  const structuredClone = lazy(() => createStructuredClone({ ...dom(), blobs }))

  return {
    ...{ dom, event, targets, kinds, aborts, params, urls, patterns, encoder, decoder, streams, textStreams, blobs, forms },
    ...{ headers, requests, responses, fetch, sockets, serving, base64, keys, subtle, crypto, performance, structuredClone },
  }
}
