import { join } from 'node:path'
import { packagesFolder } from './packages-place.mjs'

const SET = 'chromium-103'

/** Where the package keeps its files packed. */
export const packedChromium = () => join(packagesFolder(SET), 'node_modules/@sparticuz/chrome-aws-lambda/bin')

/** The folder of the unpacked browser, there or not. */
export const unpackedChromium = () => join(packagesFolder(SET), 'unpacked')

/** The program. */
export const chromium103 = () => join(unpackedChromium(), 'chromium')
