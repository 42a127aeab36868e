/** The weights that Gramarye knows: what they are, where they come from and how to tell that they are whole. */
export interface CatalogueEntry {
  /** The extractor that needs them. */
  readonly name: string;
  /** The file's name, at its source and in WEIGHTS_DIR. */
  readonly file: string;
  /** Address of the folder it lies in, without a slash at the end; WEIGHTS_MIRROR takes its place. */
  readonly source: string;
  readonly bytes: number;
  readonly digest: Digest;
  /** Who made them and under which terms. */
  readonly credit: string;
}

export interface Digest {
  /** As the publisher gives it. */
  readonly algorithm: 'md5' | 'sha256';
  /** Lower-case hexadecimal. */
  readonly value: string;
}

export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    name: 'squeezenet',
    file: 'squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5',
    source: 'https://github.com/DeepCognition/keras-squeezenet/releases/download/v0.4',
    bytes: 3_002_560,
    digest: {
      algorithm: 'sha256',
      value: '17154246284f555591549ac2c83e127abfbf4307dc4b0060fdaa2931d0fa38da',
    },
    credit:
      'SqueezeNet 1.1 by Iandola et al., trained on ImageNet (BSD 2-Clause); the Keras file by Refik Can Malli (MIT)',
  },
  {
    name: 'vgg19',
    file: 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
    source: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg19',
    bytes: 80_134_624,
    digest: { algorithm: 'md5', value: '253f8cb515780f3b799900260a226db6' },
    credit:
      'VGG19 by Simonyan and Zisserman, University of Oxford, trained on ImageNet (CC BY 4.0); the Keras file by François Chollet',
  },
];
