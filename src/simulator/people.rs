//! Buyers: names and places per country.

use super::dice::Dice;
use super::odd_texts;

/// What names and addresses of one country are made of.
struct Country {
    code: &'static str,
    first: &'static [&'static str],
    last: &'static [&'static str],
    streets: &'static [&'static str],
    /// City, state or region, postal code.
    cities: &'static [(&'static str, &'static str, &'static str)],
    phone: &'static str,
    /// Family name before given name.
    family_first: bool,
    /// House number before the street.
    number_first: bool,
}

macro_rules! countries {
    ($($code:literal $phone:literal $family_first:literal $number_first:literal
       [$($first:literal)*] [$($last:literal)*] [$($street:literal)*]
       [$($city:literal $state:literal $postal:literal)*];)*) => {
        &[$(Country { code: $code, first: &[$($first),*], last: &[$($last),*], streets: &[$($street),*],
            cities: &[$(($city, $state, $postal)),*], phone: $phone, family_first: $family_first,
            number_first: $number_first }),*]
    };
}

const COUNTRIES: &[Country] = countries! {
    "DE" "+49" false false ["Anna" "Jürgen" "Lena" "Stefan" "Petra" "Max"] ["Müller" "Schmidt" "Weiß" "Krüger" "Bauer"] ["Hauptstraße" "Gartenweg" "Lindenallee" "Am Markt"] ["Berlin" "" "10115" "München" "Bayern" "80331" "Köln" "" "50667" "Görlitz" "Sachsen" "02826"];
    "FR" "+33" false true ["Camille" "Hugo" "Inès" "Théo" "Chloé"] ["Martin" "Lefèvre" "Dubois" "Moreau" "Garnier"] ["rue de la République" "avenue Victor Hugo" "impasse des Lilas"] ["Paris" "" "75011" "Lyon" "" "69002" "Nîmes" "" "30000"];
    "IT" "+39" false false ["Giulia" "Marco" "Sofia" "Luca" "Niccolò"] ["Rossi" "Bianchi" "Ferrari" "Esposito" "D'Angelo"] ["Via Roma" "Via Garibaldi" "Corso Italia"] ["Milano" "MI" "20121" "Roma" "RM" "00184" "Forlì" "FC" "47121"];
    "ES" "+34" false false ["Lucía" "Javier" "María" "Álvaro" "Begoña"] ["García López" "Martínez Ruiz" "Ibáñez Soler" "Núñez Vega"] ["Calle Mayor" "Avenida de la Constitución" "Plaza Nueva"] ["Madrid" "Madrid" "28013" "Cádiz" "Cádiz" "11005" "A Coruña" "A Coruña" "15001"];
    "GB" "+44" false true ["Oliver" "Amelia" "George" "Siân" "Priya"] ["Smith" "Jones" "O'Connor" "Patel" "Wilson"] ["High Street" "Station Road" "Church Lane" "Victoria Terrace"] ["London" "" "SW1A 1AA" "Manchester" "Greater Manchester" "M1 2AB" "St Andrews" "Fife" "KY16 9AJ"];
    "NL" "+31" false false ["Sanne" "Daan" "Femke" "Bram"] ["de Vries" "van den Berg" "Jansen" "Visser"] ["Dorpsstraat" "Keizersgracht" "Molenweg"] ["Amsterdam" "" "1015 CJ" "'s-Hertogenbosch" "" "5211 JR" "Utrecht" "" "3511 LX"];
    "SE" "+46" false false ["Åsa" "Björn" "Elin" "Göran"] ["Andersson" "Öberg" "Lindqvist" "Åkesson"] ["Storgatan" "Kungsgatan" "Ängsvägen"] ["Stockholm" "" "111 22" "Göteborg" "" "411 05" "Malmö" "" "211 20"];
    "PL" "+48" false false ["Zofia" "Paweł" "Łukasz" "Małgorzata"] ["Nowak" "Wiśniewski" "Wójcik" "Żukowska"] ["ul. Długa" "ul. Świętokrzyska" "os. Piastów"] ["Warszawa" "Mazowieckie" "00-950" "Łódź" "Łódzkie" "90-001" "Gdańsk" "Pomorskie" "80-831"];
    "US" "+1" false true ["Emily" "James" "DeShawn" "Maria" "Noah"] ["Johnson" "Williams" "Garcia" "Nguyen" "McAllister"] ["Main St" "Oak Ave" "Elm Dr Apt 4B" "County Road 12"] ["Seattle" "WA" "98101" "Austin" "TX" "78701-2233" "Winston-Salem" "NC" "27101" "Anchorage" "AK" "99501"];
    "CA" "+1" false true ["Liam" "Chloé" "Owen" "Sophie"] ["Tremblay" "Roy" "Campbell" "Singh"] ["King St W" "rue Saint-Denis" "Lakeshore Rd"] ["Toronto" "ON" "M5V 2T6" "Montréal" "QC" "H2X 3K3" "Vancouver" "BC" "V6B 1A1"];
    "MX" "+52" false false ["Ximena" "Diego" "Fernanda" "José"] ["Hernández Cruz" "Peña Ríos" "Muñoz Ávila"] ["Av. Insurgentes Sur" "Calle 5 de Mayo" "Privada del Ángel"] ["Ciudad de México" "CDMX" "06700" "Mérida" "Yucatán" "97000" "León" "Guanajuato" "37000"];
    "JP" "+81" true false ["太郎" "花子" "健一" "美咲" "さくら"] ["佐藤" "鈴木" "高橋" "田中" "髙橋"] ["千代田1-1" "神宮前3丁目25-18 メゾン表参道1203" "西新宿2-8-1"] ["千代田区" "東京都" "100-0001" "大阪市北区" "大阪府" "530-0001" "札幌市中央区" "北海道" "060-0001"];
    "AU" "+61" false true ["Jack" "Matilda" "Cooper" "Isla"] ["Brown" "Taylor" "Nguyen" "Walker"] ["George Street" "Beach Road" "Wattle Crescent"] ["Sydney" "NSW" "2000" "Wagga Wagga" "NSW" "2650" "Darwin" "NT" "0800"];
};

/// A buyer and where the parcel goes.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) line1: String,
    pub(crate) line2: Option<String>,
    pub(crate) city: &'static str,
    pub(crate) state: &'static str,
    pub(crate) postal: &'static str,
    pub(crate) country: &'static str,
    pub(crate) phone: Option<String>,
    /// Street, city or postal code are missing, as in some real orders.
    pub(crate) incomplete: bool,
}

/// Makes the buyer out of `dice`; 25 in 1000 have a name that is hard to show.
pub(crate) fn person(country: &str, dice: &mut Dice) -> Person {
    let list = COUNTRIES.iter().find(|entry| entry.code == country);
    let country = list.unwrap_or(&COUNTRIES[0]);
    let (first, last) = (dice.pick(country.first), dice.pick(country.last));
    let plain = if country.family_first {
        format!("{last} {first}")
    } else {
        format!("{first} {last}")
    };
    let name = if dice.chance(25) {
        (*dice.pick(odd_texts::NAMES)).to_owned()
    } else {
        plain
    };
    let (street, number) = (dice.pick(country.streets), dice.between(1, 240));
    let line1 = if country.number_first {
        format!("{number} {street}")
    } else {
        format!("{street} {number}")
    };
    let (city, state, postal) = *dice.pick(country.cities);
    let line2 = dice.chance(180).then(|| {
        format!(
            "c/o {} {}",
            dice.pick(country.first),
            dice.pick(country.last)
        )
    });
    let phone = dice
        .chance(850)
        .then(|| format!("{} {}", country.phone, dice.text("0123456789", 9)));
    Person {
        name,
        line1,
        line2,
        city,
        state,
        postal,
        country: country.code,
        phone,
        incomplete: dice.chance(12),
    }
}
