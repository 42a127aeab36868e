// Stands in for jasmine-core inside the bundle: TensorFlow.js's tests make a Jasmine of their own, here they get the
// one that is running.
exports.core = () => globalThis.jasmine;
