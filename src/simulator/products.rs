//! The catalogue: about thirty products that every simulated seller offers.

/// One product.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) sku: &'static str,
    pub(crate) asin: &'static str,
    pub(crate) title: &'static str,
    /// Price in euro cents; each marketplace converts it.
    pub(crate) price: i64,
}

macro_rules! products {
    ($($sku:literal $asin:literal $price:literal $title:literal;)*) => {
        &[$(Product { sku: $sku, asin: $asin, title: $title, price: $price }),*]
    };
}

/// All products. The last few have titles that are hard on a screen or a spreadsheet.
pub(crate) const PRODUCTS: &[Product] = products! {
    "MUG-STONE-350" "B0C1MUG350" 1499 "Stoneware Mug, 350 ml, Speckled Grey";
    "MUG-STONE-350-4" "B0C1MUG354" 4799 "Stoneware Mug, 350 ml, Speckled Grey (Set of 4)";
    "KETTLE-GN-10" "B0C2KETTLE" 6990 "Gooseneck Kettle 1.0 l, Brushed Steel, with Thermometer";
    "FILTER-V60-100" "B0C2FILTER" 649 "Paper Coffee Filters Size 02, 100 Pieces, Unbleached";
    "GRINDER-HAND" "B0C3GRINDR" 8950 "Hand Coffee Grinder with Conical Steel Burr";
    "LAMP-DESK-OAK" "B0C4LAMPDO" 5995 "Desk Lamp with Oak Base, Dimmable, Warm White";
    "BULB-E27-4W" "B0C4BULB27" 899 "LED Filament Bulb E27 4 W, 2700 K";
    "NOTE-A5-DOT" "B0C5NOTEA5" 1290 "Notebook A5, Dotted, 192 Pages, Thread-Bound";
    "PEN-FINE-3" "B0C5PENF03" 975 "Fineliner 0.3 mm, Black, Pack of 3";
    "BAG-TOTE-NAT" "B0C6TOTENA" 1190 "Cotton Tote Bag, Natural, Long Handles";
    "BAG-ROLL-20" "B0C6ROLL20" 7450 "Roll-Top Backpack 20 l, Waterproof, Moss Green";
    "TOWEL-LIN-50" "B0C7TOWEL5" 2250 "Linen Hand Towel 50 x 70 cm, Washed, Set of 2";
    "SOAP-OLIVE" "B0C7SOAPOL" 590 "Olive Oil Soap 150 g, Unscented";
    "BOARD-ACACIA" "B0C8BOARDA" 3490 "Acacia Cutting Board with Juice Groove, 40 x 28 cm";
    "KNIFE-PARING" "B0C8KNIFEP" 2395 "Paring Knife 9 cm, Carbon Steel, Walnut Handle";
    "PAN-IRON-24" "B0C8PANI24" 4490 "Cast Iron Skillet 24 cm, Pre-Seasoned";
    "TIMER-KITCHEN" "B0C9TIMERK" 1390 "Mechanical Kitchen Timer, Magnetic, 60 Minutes";
    "PLANT-POT-12" "B0D1POT012" 990 "Terracotta Plant Pot 12 cm with Saucer";
    "SEEDS-BASIL" "B0D1SEEDBA" 349 "Basil Seeds, Organic, 400 Grains";
    "SECATEURS" "B0D1SECATE" 3195 "Bypass Secateurs, Forged Aluminium, for Left and Right Hand";
    "BLANKET-WOOL" "B0D2BLANKW" 11900 "Wool Blanket 130 x 200 cm, Herringbone";
    "CANDLE-CEDAR" "B0D2CANDLE" 1890 "Scented Candle Cedar and Fig, 40 h";
    "PUZZLE-1000" "B0D3PUZZLE" 2199 "Jigsaw Puzzle 1000 Pieces, Map of the Night Sky";
    "CABLE-USBC-2M" "B0D4CABLE2" 1249 "USB-C Cable 2 m, 100 W, Braided";
    "BOTTLE-750" "B0D5BOTTLE" 2690 "Insulated Bottle 750 ml, Keeps Cold 24 h, Leakproof Cap";
    "SCARF-MERINO-LONG" "B0D6SCARFM" 5490 "Merino Scarf for Women and Men, Extra Long and Extra Soft Winter Scarf 200 x 35 cm, Made of Pure Mulesing-Free Merino Wool, Breathable, Temperature Regulating, Non-Itching, Machine Washable at 30 Degrees, in Gift Box of Recycled Cardboard, Colour Anthracite Melange, Ideal Present for Birthday, Anniversary and Christmas";
    "CHOPSTICK-5" "B0D7CHOPST" 1780 "天然木 お箸 5膳セット 食洗機対応 滑り止め加工 22.5cm 化粧箱入り";
    "TEA-SENCHA-100" "B0D7SENCHA" 1650 "煎茶 静岡県産 一番茶 100g（チャック付き袋）お茶 緑茶 ﾊﾝｶｸ表記";
    "TEA-GLASS-RTL" "B0D8TEAGLS" 2080 "طقم أكواب شاي زجاجية (6 قطع) 120 مل – صناعة يدوية";
    "DREIDEL-SET" "B0D8DREIDL" 1120 "סט סביבונים מעץ, 4 יחידות (צבעוני)";
    "CARDS-FAMILY" "B0D9CARDSF" 899 "Postcards 👩‍👩‍👧‍👦 Family 🏳️‍🌈 & Friends, Cre\u{0301}me Bru\u{0302}le\u{0301}e Edition, 12 Pieces";
    "=SUM(A1:A9)" "B0D9FORMUL" 450 "=HYPERLINK(\"http://example.invalid\",\"Stickers\"), 50 \"Round\" Pieces; +49 Design, @home";
};
