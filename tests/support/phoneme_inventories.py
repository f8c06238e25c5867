"""The phonemes of eight languages as eSpeak NG transcribes their ordinary words, and readings it needs for Japanese.

Each inventory was counted by transcribing words one by one, some hundreds to thousands of different ones in a language
(messages and manuals of programs translated into it, and a list of everyday words with its rarer sounds). Kept is what
ordinary words of the language need; what only foreign or single odd words brought up is named beside the inventory.
"""

VOICES = {
    "en": "en-us",
    "de": "de",
    "fr": "fr",
    "es": "es",
    "it": "it",
    "pt": "pt-br",
    "ja": "ja",
    "zh": "cmn",
}

INVENTORIES = {
    # Nothing is left out: even the glottal stop and the syllabic n of "written" are in.
    "en": "p b t d k ɡ tʃ dʒ f v θ ð s z ʃ ʒ h m n n̩ ŋ l əl ɹ j w ɾ ʔ iː i ɪ ᵻ ɛ eɪ æ ɑː ɔː ɔ ʊ uː ʌ ə ɐ ɚ ɜː "
    "aɪ aʊ ɔɪ oʊ ɪɹ ɛɹ ɑːɹ ɔːɹ ʊɹ iə aɪə aɪɚ",
    # Without dʒ, ʒ, ɛɪ and nasal vowels (Manager, Garage, Display, Chance), tense short i (Region only), and tʃ at the
    # start of a word ("tschüss"); inside words ("zwitschern") eSpeak has t and ʃ.
    "de": "p b t d k ɡ pf ts f v s z ʃ ç x h m n ŋ l r ɾ j iː ɪ eː ɛ ɛː yː ʏ øː œ uː ʊ oː ɔ ɑː ɑ a ə ɜ aɪ aʊ ɔø ʊɐ",
    # Without ŋ (parking) and the long aː and øː that the circumflex gives "pâte" and "jeûne". ɥ is written y.
    "fr": "p b t d k ɡ f v s z ʃ ʒ m n ɲ l ʁ j w i y yː u e ø o oː ɛ œ ɔ a ə ɛ̃ œ̃ ɔ̃ ɑ̃",
    # Without ʃ (show) and ɟ, which came up in abbreviations only. pː is the p of "aceptar".
    "es": "p pː b β t d ð k ɡ ɣ f θ s x tʃ ʝ m n ɲ ŋ l ʎ r ɾ j w i e ɛ a o u aɪ aʊ eɪ eʊ oɪ",
    # Without h, ʒ, ɔː and oː (foreign words), d̪, eː and mː (abbreviations), aɪ ("laico"; "mai" has a and j), and the
    # long iː that "in" and "il" have only when they stand alone. Other double consonants are transcribed twice.
    "it": "p pː b bː t tː d dː k kː ɡ ɡː ts tsː dz dzː tʃ tʃː dʒ dʒː f v s ss z ʃ m n ɲ ŋ l ʎ r ɾ j w "
    "i ɪ e ɛ a aː ɔ o u ʊ eɪ",
    # Brazilian. Without θ, ts, iː (foreign) and ɛɪ (a spelling given up in 2009).
    "pt": "p b t d k ɡ tʃ dʒ f v s z ʃ ʒ x m n ɲ ŋ l r ɾ j w i y e ɛ a æ ə ɔ o u ʊ ɐ̃ õ ũ ɐ̃ʊ̃ aɪ aʊ eɪ eʊ ɛʊ iʊ oɪ uɪ",
    # Every mora of the kana table and the moraic n before every kind of sound; without the combinations written with
    # small vowels for foreign words. Long vowels are the short ones twice.
    "ja": "k kʲ ɡ ɡʲ s ɕ z dʑ t tɕ ts d n nʲ h ç ɸ b bʲ p pʲ m mʲ j ɽ ɽʲ w ɴ ŋ ũ ä i ɯᵝ e̞ o̞",
    # In eSpeak's own names: every initial and final of the pinyin table except the interjection ê and iong after j, q
    # and x, which eSpeak cannot say.
    "zh": "p ph m f t th n l k kh X tS; tS;h S; ts. ts.h s. z. ts tsh s j w i i. i[ u y A a o o- @ @r ai ei Au ou "
    "iA iE iou ua uo uai uei u@ yE y& y@ N ong",
}
MANDARIN_TONES = {"55", "35", "214", "51", "11"}

# eSpeak reads no kanji; this is how the Japanese scripts are read.
JAPANESE_READINGS = {
    "calm": (
        "あさはやく、みずうみのそばをしずかにあるきました。"
        "みずのうえにはしろいきりがひろがり、とおくのやまがぼんやりとみえます。"
        "きこえるのは、ことりのこえとじぶんのあしおとだけです。"
        "やがてひがしのそらがあかるくなり、きんいろのひかりがきぎのあいだからさしてきました。"
        "わたしはたちどまり、ゆっくりとふかくいきをすいました。"
        "きょうもおだやかないちにちになりそうです。"
    ),
    "lively": (
        "やあ、げんきだった？"
        "きのうのよる、ながれぼしがみえたんだよ！"
        "ベランダでぎゅうにゅうをのんでいたら、きゅうにぴかっとひかって、びっくりしちゃった！"
        "みんなをよんだけれど、きたときにはもうきえていたの。"
        "でも、おねがいはちゃんとみっついえたよ。"
        "こんどのりょこうでは、おべんとうをもって、いっしょにおかのうえまでみにいこうよ。"
        "きっとひゃくばいたのしいよ！"
    ),
    "serious": (
        "ほんをこえにだしてよむことには、さまざまなよいこうかがあります。"
        "くちやしたのうごきがなめらかになり、はっぴょうやじゅぎょうでも、ことばがはっきりとつたわるようになります。"
        "また、びみょうないみのちがいをりかいし、ながくきおくすることにもやくだちます。"
        "びょうきのときやつかれたときは、むりをするひつようはありません。"
        "しせいをととのえ、いそがずに、いきをたっぷりつかってよんでみましょう。"
    ),
}
