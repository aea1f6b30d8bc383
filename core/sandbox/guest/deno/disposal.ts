// What `using` looks for, in realms that know it and in those where the bundler brings it: its stand-in has the same name in the registry.
export const dispose = known('dispose') as typeof Symbol.dispose
export const asyncDispose = known('asyncDispose') as typeof Symbol.asyncDispose

function known(name: 'dispose' | 'asyncDispose'): symbol {
  return Reflect.get(Symbol, name) ?? Symbol.for(`Symbol.${name}`)
}
