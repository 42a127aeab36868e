// A stand-in for @tensorflow/tfjs-node-gpu, whose TensorFlow library cannot be had everywhere: what it does to
// TensorFlow.js on a machine with a GPU, with the plain cpu backend under its name. No TensorFlow, no GPU.
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { copyRegisteredKernels, registerBackend, removeBackend } from '@tensorflow/tfjs-core';

class StandIn extends MathBackendCPU {
  isUsingGpuDevice = !process.env.STAND_IN_WITHOUT_GPU;
}

copyRegisteredKernels('cpu', 'tensorflow');
removeBackend('cpu');
registerBackend('tensorflow', () => new StandIn(), 3);
