/** A painting in the public domain, and where it can be had. */
export interface Classic {
  /** Of the preset that is made of it. */
  readonly name: string;
  readonly title: string;
  /** The same in Simplified Chinese. */
  readonly titleChinese: string;
  readonly painter: string;
  readonly died: number;
  /** When it was painted. */
  readonly year: string;
  /** What its manner is like, for `/styles`. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly source: string;
  /** The file's name at a mirror. */
  readonly file: string;
  /** Settings of the preset; see preset.json. */
  readonly strength: number;
  readonly brush: number;
}

/** Wikimedia Commons sends on from a file's name to its picture at this width. */
const commons = (file: string): string =>
  `https://commons.wikimedia.org/wiki/Special:FilePath/${encodeURIComponent(file)}?width=1280`;

/**
 * The painters died more than 70 years ago, and a faithful photograph of a flat painting has no rights of its own
 * (Commons: “PD-Art”). The addresses are as published; they could not be tried where this list was written, which had no
 * network, and nobody had seen the pictures at them: brush and strength go by what the paintings are known to look like.
 */
export const CLASSICS: readonly Classic[] = [
  {
    name: 'starry-night',
    title: 'The Starry Night',
    titleChinese: '星夜',
    painter: 'Vincent van Gogh',
    died: 1890,
    year: '1889',
    description: 'A night sky in whirls of thick blue and yellow strokes.',
    tags: ['van gogh', 'night', 'swirl', 'impasto', 'blue'],
    source: 'https://img-datasets.s3.amazonaws.com/starry_night.jpg',
    file: 'starry-night.jpg',
    strength: 0.5,
    brush: 1.25,
  },
  {
    name: 'cypresses',
    title: 'Wheat Field with Cypresses',
    titleChinese: '麦田与柏树',
    painter: 'Vincent van Gogh',
    died: 1890,
    year: '1889',
    description: 'Rolling strokes of pale green, gold and milky blue.',
    tags: ['van gogh', 'field', 'impasto', 'green'],
    source: commons('Wheat-Field-with-Cypresses-(1889)-Vincent-van-Gogh-Met.jpg'),
    file: 'cypresses.jpg',
    strength: 0.5,
    brush: 1.25,
  },
  {
    name: 'cafe-terrace',
    title: 'Café Terrace at Night',
    titleChinese: '夜间的露天咖啡座',
    painter: 'Vincent van Gogh',
    died: 1890,
    year: '1888',
    description: 'Lamplight yellow against deep blue, laid on in short dabs.',
    tags: ['van gogh', 'night', 'yellow', 'city'],
    source: commons('Vincent_Willem_van_Gogh_-_Cafe_Terrace_at_Night_(Yorck).jpg'),
    file: 'cafe-terrace.jpg',
    strength: 0.5,
    brush: 1.25,
  },
  {
    name: 'great-wave',
    title: 'The Great Wave off Kanagawa',
    titleChinese: '神奈川冲浪里',
    painter: 'Katsushika Hokusai',
    died: 1849,
    year: 'about 1831',
    description: 'A woodblock print: Prussian blue, clawed foam, clear outlines.',
    tags: ['hokusai', 'japan', 'woodblock', 'wave', 'blue'],
    source: commons('Tsunami_by_hokusai_19th_century.jpg'),
    file: 'great-wave.jpg',
    strength: 0.5,
    brush: 1.25,
  },
  {
    name: 'red-fuji',
    title: 'Fine Wind, Clear Morning',
    titleChinese: '凯风快晴',
    painter: 'Katsushika Hokusai',
    died: 1849,
    year: 'about 1831',
    description: 'A woodblock print in brick red and sky blue, with the grain of the wood.',
    tags: ['hokusai', 'japan', 'woodblock', 'mountain', 'red'],
    source: commons('Red_Fuji_southern_wind_clear_morning.jpg'),
    file: 'red-fuji.jpg',
    strength: 0.5,
    brush: 1.25,
  },
  {
    name: 'sudden-shower',
    title: 'Sudden Shower over Shin-Ōhashi Bridge',
    titleChinese: '大桥安宅骤雨',
    painter: 'Utagawa Hiroshige',
    died: 1858,
    year: '1857',
    description: 'A woodblock print of rain: fine slanting lines over flat greys and blues.',
    tags: ['hiroshige', 'japan', 'woodblock', 'rain'],
    source: commons('Hiroshige_Atake_sous_une_averse_soudaine.jpg'),
    file: 'sudden-shower.jpg',
    strength: 0.5,
    brush: 1.25,
  },
  {
    name: 'impression-sunrise',
    title: 'Impression, Sunrise',
    titleChinese: '印象·日出',
    painter: 'Claude Monet',
    died: 1926,
    year: '1872',
    description: 'Loose grey and blue touches, and one orange sun.',
    tags: ['monet', 'impressionism', 'harbour', 'mist'],
    source: commons('Monet_-_Impression,_Sunrise.jpg'),
    file: 'impression-sunrise.jpg',
    strength: 0.5,
    brush: 1.5,
  },
  {
    name: 'water-lilies',
    title: 'Water Lilies',
    titleChinese: '睡莲',
    painter: 'Claude Monet',
    died: 1926,
    year: '1906',
    description: 'Soft greens and violets that float into one another.',
    tags: ['monet', 'impressionism', 'water', 'green'],
    source: commons('Claude_Monet_-_Water_Lilies_-_1906,_Ryerson.jpg'),
    file: 'water-lilies.jpg',
    strength: 0.5,
    brush: 1.5,
  },
  {
    name: 'grande-jatte',
    title: 'A Sunday on La Grande Jatte',
    titleChinese: '大碗岛的星期天下午',
    painter: 'Georges Seurat',
    died: 1891,
    year: '1884–1886',
    description: 'Pointillism: small dots of pure colour that mix in the eye.',
    tags: ['seurat', 'pointillism', 'dots', 'park'],
    source: commons('A_Sunday_on_La_Grande_Jatte,_Georges_Seurat,_1884.jpg'),
    file: 'grande-jatte.jpg',
    strength: 0.5,
    brush: 1.5,
  },
  {
    name: 'the-scream',
    title: 'The Scream',
    titleChinese: '呐喊',
    painter: 'Edvard Munch',
    died: 1944,
    year: '1893',
    description: 'Long wavering bands of red, orange and night blue.',
    tags: ['munch', 'expressionism', 'waves', 'red'],
    source: commons(
      'Edvard_Munch,_1893,_The_Scream,_oil,_tempera_and_pastel_on_cardboard,_91_x_73_cm,_National_Gallery_of_Norway.jpg',
    ),
    file: 'the-scream.jpg',
    strength: 0.5,
    brush: 1.5,
  },
  {
    name: 'the-kiss',
    title: 'The Kiss',
    titleChinese: '吻',
    painter: 'Gustav Klimt',
    died: 1918,
    year: '1907–1908',
    description: 'Gold leaf, spirals and small mosaics of colour.',
    tags: ['klimt', 'gold', 'ornament', 'mosaic'],
    source: commons('The_Kiss_-_Gustav_Klimt_-_Google_Cultural_Institute.jpg'),
    file: 'the-kiss.jpg',
    strength: 0.5,
    brush: 1.5,
  },
  {
    name: 'composition-vii',
    title: 'Composition VII',
    titleChinese: '构成第七号',
    painter: 'Wassily Kandinsky',
    died: 1944,
    year: '1913',
    description: 'Shapes in every colour that tumble and break over each other.',
    tags: ['kandinsky', 'abstract', 'colourful'],
    source: commons('Vassily_Kandinsky,_1913_-_Composition_7.jpg'),
    file: 'composition-vii.jpg',
    strength: 0.5,
    brush: 1.25,
  },
  {
    name: 'nantes',
    title: 'Nantes from the Île Feydeau',
    titleChinese: '从费多岛看南特',
    painter: 'J. M. W. Turner',
    died: 1851,
    year: 'about 1829',
    description: 'Watercolour and gouache: warm haze over blue water.',
    tags: ['turner', 'watercolour', 'haze', 'river'],
    source: commons('JMW_Turner_-_Nantes_from_the_Ile_Feydeau.jpg'),
    file: 'nantes.jpg',
    strength: 0.5,
    brush: 1.5,
  },
  {
    name: 'yellow-cow',
    title: 'Yellow Cow',
    titleChinese: '黄牛',
    painter: 'Franz Marc',
    died: 1916,
    year: '1911',
    description: 'Round planes of yellow, blue and red under a bright light.',
    tags: ['marc', 'expressionism', 'yellow', 'colourful'],
    source: commons('Franz_Marc-The_Yellow_Cow-1911.jpg'),
    file: 'yellow-cow.jpg',
    strength: 0.5,
    brush: 2,
  },
];
