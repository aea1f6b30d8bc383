// What `using` looks for, in realms that know it and in those where the bundler brings it: its stand-in has the same name in the registry.
export const dispose: typeof Symbol.dispose = Reflect.get(Symbol, 'dispose') ?? Symbol.for('Symbol.dispose')
export const asyncDispose: typeof Symbol.asyncDispose = Reflect.get(Symbol, 'asyncDispose') ?? Symbol.for('Symbol.asyncDispose')
