/** mpg123-decoder defines a class on top of Worker beside the one that is used. Plugins have no Worker: its place is taken, and nothing is made of it. */
Reflect.set(globalThis, 'Worker', Reflect.get(globalThis, 'Worker') ?? class {})
