import fc from 'fast-check'

// The same commit is judged the same twice; elsewhere every run looks somewhere else. A property that sets its own seed keeps it.
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_121 })

export { default } from 'fast-check'
