// @ts-check
import { connect } from './connection.js'

/** In place of a page whose plugin is not there: draws nothing, and becomes that page as soon as the host knows it. */
connect({ on: {}, panic: () => {}, known: () => location.reload() })
