// A program that will not end when asked.
process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
